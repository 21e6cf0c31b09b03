// SPDX-License-Identifier: MIT
#include "sim/acx/target.hpp"

#include <algorithm>
#include <cstring>

#include "sim/acx/circuit.hpp"
#include "sim/acx/data_format.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/wdf/string.hpp"

namespace acxsim::acx {

namespace {

template <class Elements>
void load_elements(Target &of, const Elements &elements, std::vector<TargetElement *> &targets) {
    for (const Element *element : elements) {
        targets.push_back(&wdf::make_object<TargetElement>(of, element->element_id(), element->node_type(),
                                                           element->name_tag().value_or(GUID{})));
    }
}

} // namespace

// --- circuits
// -----------------------------------------------------------------------------------------------------------------

TargetCircuit::TargetCircuit(const wdf::Attributes &attributes, wdf::Object &parent,
                             const std::u16string &symbolic_link)
    : Target(type, attributes, parent),
      symbolic_link_name_(&wdf::make_object<wdf::String>(wdf::Attributes{}, this, symbolic_link)) {}

Circuit *TargetCircuit::circuit() const {
    return FrameworkImplementation::current().circuit_by_link(symbolic_link_name_->text());
}

std::optional<Addressee> TargetCircuit::addressee() {
    Circuit *there = circuit();
    return there == nullptr ? std::nullopt : acx::addressee(*there, AcxItemTypeCircuit, AcxItemIdNone);
}

void TargetCircuit::load() {
    const Circuit *there = loaded_ ? nullptr : circuit();
    if (there == nullptr) return;
    loaded_ = true;
    for (const Pin *pin : there->pins())
        pins_.push_back(&wdf::make_object<TargetPin>(*this, pin->pin_id()));
    load_elements(*this, there->elements(), elements_);
}

std::vector<TargetPin *> &TargetCircuit::pins() {
    load();
    return pins_;
}

std::vector<TargetElement *> &TargetCircuit::elements() {
    load();
    return elements_;
}

// --- pins and elements
// ---------------------------------------------------------------------------------------------------------

Pin *TargetPin::pin() const {
    Circuit *there = circuit_.circuit();
    return there == nullptr || pin_id_ >= there->pins().size() ? nullptr : there->pins()[pin_id_];
}

std::optional<Addressee> TargetPin::addressee() {
    Circuit *there = circuit_.circuit();
    return there == nullptr ? std::nullopt : acx::addressee(*there, AcxItemTypePin, pin_id_);
}

NTSTATUS TargetPin::formats(const GUID &mode, DataFormatList *&list) {
    list = nullptr;
    const auto known = std::find_if(cache_.begin(), cache_.end(), [&](const Cached &entry) {
        return std::memcmp(&entry.mode, &mode, sizeof mode) == 0;
    });
    if (known != cache_.end()) {
        list = known->list;
        return STATUS_SUCCESS;
    }
    const Pin *there = pin();
    if (there == nullptr) return STATUS_DEVICE_REMOVED;
    const DataFormatList *original = there->formats(mode);
    if (original == nullptr) return STATUS_NOT_FOUND;
    auto &copy = wdf::make_object<DataFormatList>(wdf::Attributes{}, static_cast<wdf::Object &>(*this));
    for (const DataFormat *format : original->formats()) {
        auto &same = wdf::make_object<DataFormat>(wdf::Attributes{}, static_cast<wdf::Object &>(*this), format->ks());
        copy.add(same);
        if (format == original->default_format()) copy.assign_default(same);
    }
    cache_.push_back({mode, &copy});
    list = &copy;
    return STATUS_SUCCESS;
}

bool TargetPin::flush(const GUID &mode) {
    const auto known = std::find_if(cache_.begin(), cache_.end(), [&](const Cached &entry) {
        return std::memcmp(&entry.mode, &mode, sizeof mode) == 0;
    });
    if (known == cache_.end()) return false;
    cache_.erase(known); // the list itself may be in the driver's hands: it goes with the target
    return true;
}

TargetElement::TargetElement(Target &of, std::uint32_t element_id, const GUID &node_type, const GUID &name_tag)
    : Target(type, wdf::Attributes{}, of), of_(of), element_id_(element_id), node_type_(node_type),
      name_tag_(name_tag) {}

std::optional<Addressee> TargetElement::addressee() {
    if (of_.object_type().is(TargetCircuit::type)) {
        Circuit *there = static_cast<TargetCircuit &>(of_).circuit();
        return there == nullptr ? std::nullopt : acx::addressee(*there, AcxItemTypeElement, element_id_);
    }
    Stream *there = static_cast<TargetStream &>(of_).stream();
    return there == nullptr ? std::nullopt : acx::addressee(*there, AcxItemTypeElement, element_id_);
}

std::optional<Addressee> TargetFactory::addressee() {
    FactoryCircuit *there = FrameworkImplementation::current().factory_by_link(symbolic_link_);
    return there == nullptr ? std::nullopt : acx::addressee(*there, AcxItemTypeFactoryCircuit, AcxItemIdNone);
}

// --- streams
// ------------------------------------------------------------------------------------------------------------------

TargetStream::TargetStream(const wdf::Attributes &attributes, wdf::Object &parent, Stream &stream, bool owns)
    : Target(type, attributes, parent), stream_(&stream), owns_(owns) {
    stream.targets.push_back(this);
}

std::optional<Addressee> TargetStream::addressee() {
    return stream_ == nullptr ? std::nullopt : acx::addressee(*stream_, AcxItemTypeStream, AcxItemIdNone);
}

std::vector<TargetElement *> &TargetStream::elements() {
    if (!loaded_ && stream_ != nullptr) {
        loaded_ = true;
        load_elements(*this, stream_->elements(), elements_);
    }
    return elements_;
}

void TargetStream::before_cleanup() {
    if (stream_ == nullptr) return;
    Stream &stream = *std::exchange(stream_, nullptr);
    std::erase(stream.targets, this);
    if (owns_) stream.close();
}

} // namespace acxsim::acx
