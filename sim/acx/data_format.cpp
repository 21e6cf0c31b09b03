// SPDX-License-Identifier: MIT
#include "sim/acx/data_format.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "sim/acx/pin.hpp"

namespace acxsim::acx {

namespace {

bool same(const GUID &a, const GUID &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

} // namespace

DataFormat::DataFormat(const wdf::Attributes &attributes, wdf::Object &device, const KSDATAFORMAT &format)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &device),
      bytes_(reinterpret_cast<const std::byte *>(&format),
             reinterpret_cast<const std::byte *>(&format) + format.FormatSize) {}

bool DataFormat::well_formed(const KSDATAFORMAT &format) {
    if (format.FormatSize < sizeof(KSDATAFORMAT)) return false;
    if (!same(format.Specifier, KSDATAFORMAT_SPECIFIER_WAVEFORMATEX)) return true;
    if (format.FormatSize < sizeof(KSDATAFORMAT) + sizeof(WAVEFORMATEX)) return false;
    const auto *wave = reinterpret_cast<const WAVEFORMATEX *>(&format + 1);
    if (format.FormatSize < sizeof(KSDATAFORMAT) + sizeof(WAVEFORMATEX) + wave->cbSize) return false;
    return wave->wFormatTag != WAVE_FORMAT_EXTENSIBLE ||
           wave->cbSize >= sizeof(WAVEFORMATEXTENSIBLE) - sizeof(WAVEFORMATEX);
}

PWAVEFORMATEX DataFormat::wave() {
    if (!same(ks()->Specifier, KSDATAFORMAT_SPECIFIER_WAVEFORMATEX)) return nullptr;
    return reinterpret_cast<PWAVEFORMATEX>(bytes_.data() + sizeof(KSDATAFORMAT));
}

PWAVEFORMATEXTENSIBLE DataFormat::extensible() {
    PWAVEFORMATEX format = wave();
    if (format == nullptr || format->wFormatTag != WAVE_FORMAT_EXTENSIBLE) return nullptr;
    return reinterpret_cast<PWAVEFORMATEXTENSIBLE>(format);
}

std::uint16_t DataFormat::valid_bits() const {
    const WAVEFORMATEX *format = wave();
    if (format == nullptr) return 0;
    const WAVEFORMATEXTENSIBLE *wide = extensible();
    return wide != nullptr && wide->Samples.wValidBitsPerSample != 0 ? wide->Samples.wValidBitsPerSample
                                                                     : format->wBitsPerSample;
}

std::optional<AudioFormat> DataFormat::audio() const {
    const WAVEFORMATEX *format = wave();
    if (format == nullptr) return std::nullopt;
    const WAVEFORMATEXTENSIBLE *wide = extensible();
    const bool pcm =
        wide != nullptr ? same(wide->SubFormat, KSDATAFORMAT_SUBTYPE_PCM) : format->wFormatTag == WAVE_FORMAT_PCM;
    if (!pcm) return std::nullopt;
    return AudioFormat{.rate_hz = format->nSamplesPerSec,
                       .container_bits = format->wBitsPerSample,
                       .valid_bits = valid_bits(),
                       .channels = format->nChannels};
}

// --- lists
// ----------------------------------------------------------------------------------------------------------------

DataFormatList::DataFormatList(const wdf::Attributes &attributes, wdf::Object &parent)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &parent) {}

void DataFormatList::request(Change change, DataFormat *format) {
    if (iterations_ == 0) {
        apply(change, format);
        return;
    }
    if (format != nullptr) format->reference();
    deferred_.push_back({change, format});
}

void DataFormatList::apply(Change change, DataFormat *format) {
    const auto found = std::find(formats_.begin(), formats_.end(), format);
    switch (change) {
    case Change::Add:
        if (found != formats_.end()) return;
        format->reference();
        formats_.push_back(format);
        if (default_ == nullptr) default_ = format;
        break;
    case Change::Remove:
        if (found == formats_.end()) return;
        formats_.erase(found);
        if (default_ == format) default_ = formats_.empty() ? nullptr : formats_.front();
        format->dereference();
        break;
    case Change::Clear:
        default_ = nullptr;
        for (DataFormat *present : formats_)
            present->dereference();
        formats_.clear();
        break;
    case Change::AssignDefault:
        if (found == formats_.end()) {
            format->reference();
            formats_.push_back(format);
        }
        default_ = format;
        break;
    }
    ++changes_;
    if (pin != nullptr) pin->list_changed();
}

void DataFormatList::add(DataFormat &format) { request(Change::Add, &format); }

bool DataFormatList::remove(DataFormat &format) {
    if (std::find(formats_.begin(), formats_.end(), &format) == formats_.end()) return false;
    request(Change::Remove, &format);
    return true;
}

void DataFormatList::clear() { request(Change::Clear, nullptr); }
void DataFormatList::assign_default(DataFormat &format) { request(Change::AssignDefault, &format); }

void DataFormatList::begin_iteration() { ++iterations_; }

void DataFormatList::end_iteration() {
    if (iterations_ == 0 || --iterations_ != 0) return;
    std::vector<Deferred> changes;
    changes.swap(deferred_);
    for (const Deferred &deferred : changes) {
        apply(deferred.change, deferred.format);
        if (deferred.format != nullptr) deferred.format->dereference();
    }
}

void DataFormatList::before_cleanup() {
    if (pin != nullptr) std::exchange(pin, nullptr)->list_gone(*this);
}

void DataFormatList::before_destroy() {
    for (const Deferred &deferred : deferred_) {
        if (deferred.format != nullptr) deferred.format->dereference();
    }
    deferred_.clear();
    for (DataFormat *format : formats_)
        format->dereference();
    formats_.clear();
}

} // namespace acxsim::acx
