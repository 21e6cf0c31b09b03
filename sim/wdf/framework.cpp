// SPDX-License-Identifier: MIT
#include "sim/wdf/framework.hpp"

#include <fmt/format.h>

#include "sim/core/assert.hpp"
#include "sim/kernel/records.hpp"

namespace acxsim::wdf {

namespace {
constexpr std::uint32_t wdf_violation = 0x10d;
}

Framework *Framework::current_ = nullptr;

Framework::Framework(kernel::System &system) : system_(system) {
    ACXSIM_ASSERT(current_ == nullptr, "one framework at a time");
    current_ = this;
}

Framework::~Framework() {
    // What is left when the machine stops goes without callbacks, as memory does when a machine stops.
    for (auto slot = slots_.rbegin(); slot != slots_.rend(); ++slot)
        delete slot->object;
    current_ = nullptr;
}

Framework &Framework::current() {
    ACXSIM_ASSERT(current_ != nullptr, "no framework: make a DriverHost first");
    return *current_;
}

void *Framework::register_object(Object &object) {
    std::size_t index = slots_.size();
    std::uintptr_t generation = 1;
    if (free_.size() - free_head_ > rested_slots) {
        index = free_[free_head_++];
        generation = ((slots_[index].handle >> 24) & 0xfffffff) + 1;
        if (free_head_ == rested_slots) { // keep the list from growing
            free_.erase(free_.begin(), free_.begin() + static_cast<std::ptrdiff_t>(free_head_));
            free_head_ = 0;
        }
    } else {
        ACXSIM_ASSERT(index <= index_mask, "more framework objects than the handle table can hold");
        slots_.emplace_back();
    }
    Slot &slot = slots_[index];
    slot.handle = handle_tag | (generation & 0xfffffff) << 24 | index << 3;
    slot.object = &object;
    slot.type = &object.object_type();
    return reinterpret_cast<void *>(slot.handle);
}

void Framework::unregister_object(const Object &object) {
    const std::size_t index = (reinterpret_cast<std::uintptr_t>(object.handle()) >> 3) & index_mask;
    Slot &slot = slots_[index];
    slot.object = nullptr;
    slot.id = object.id();
    slot.destroyed = system_.now();
    free_.push_back(static_cast<std::uint32_t>(index));
}

std::vector<Object *> Framework::live_objects() const {
    std::vector<Object *> objects;
    for (const Slot &slot : slots_) {
        if (slot.object != nullptr) objects.push_back(slot.object);
    }
    return objects;
}

std::string time_text(core::TimePoint time) {
    const std::int64_t nanoseconds = core::nanoseconds_of(time);
    return fmt::format("{}.{:06} ms", nanoseconds / 1'000'000, nanoseconds % 1'000'000);
}

std::string Framework::describe_bad_handle(const void *handle, const ObjectType &wanted) const {
    const auto value = reinterpret_cast<std::uintptr_t>(handle);
    if (handle == nullptr) return fmt::format("a NULL handle was passed where a {} is expected", wanted.name);
    const std::size_t index = (value >> 3) & index_mask;
    if ((value >> 52) != (handle_tag >> 52) || index >= slots_.size()) {
        return fmt::format("{:#x} was passed where a {} is expected, but it is no framework handle", value,
                           wanted.name);
    }
    const Slot &slot = slots_[index];
    if (slot.handle != value) {
        return fmt::format("the {} handle {:#x} is stale: its object was deleted long ago", wanted.name, value);
    }
    const std::string &name =
        system_.simulation().trace.object(slot.object != nullptr ? slot.object->id() : slot.id).name;
    if (slot.object == nullptr) {
        return fmt::format("the {} handle {:#x} (\"{}\") was deleted at {}", slot.type->name, value, name,
                           time_text(slot.destroyed));
    }
    return fmt::format("a {} handle (\"{}\") was passed where a {} is expected", slot.type->name, name, wanted.name);
}

void Framework::violation(Violation kind, const void *subject, std::string text, std::string hint) {
    system_.bug_check(wdf_violation,
                      {static_cast<std::uint64_t>(kind), reinterpret_cast<std::uintptr_t>(subject), 0, 0},
                      std::move(text), std::move(hint));
    ACXSIM_ASSERT(false, "a framework violation on the host stack");
    __builtin_unreachable();
}

bool Framework::require_irql(std::string_view ddi, kernel::Irql highest) {
    if (system_.irql() <= highest) return true;
    system_.trace().emit(kernel::DdiIrqlViolation{system_.irql(), highest, core::hash_text(ddi)});
    return false;
}

void Framework::null_parameter(std::string_view ddi, std::string_view parameter) {
    violation(Violation::NullParameter, nullptr, fmt::format("{} was called with {} = NULL", ddi, parameter),
              "Check what the function that gave the pointer returned.");
}

} // namespace acxsim::wdf
