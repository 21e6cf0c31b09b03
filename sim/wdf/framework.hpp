// SPDX-License-Identifier: MIT
//
// Framework: what the framework keeps for one driver: the table of handles, the driver object, and the class extension
// (ACX) that wants to know about power and Plug and Play. There is one at a time in a process; it belongs to the
// DriverHost, needs a kernel::Executive, and dies before both that and the System.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/work_queue.hpp"
#include "sim/wdf/object.hpp"

namespace acxsim::wdf {

class ClassExtension;
class Driver;

/// First parameter of WDF_VIOLATION, bug check 0x10D.
enum class Violation : std::uint32_t {
    LockAlreadyHeld = 0x2,
    NullParameter = 0x4,
    WrongHandle = 0x5,
    RequestMisuse = 0x6,
    DeletedByDereference = 0x7,
    // The page has no number for the following; these are ours.
    Deadlock = 0x100,
    NotDeletable = 0x101,
    LockNotHeld = 0x102,
    OutOfOrder = 0x103,
};

class Framework {
public:
    explicit Framework(kernel::System &system);
    ~Framework();
    Framework(const Framework &) = delete;
    Framework &operator=(const Framework &) = delete;

    static Framework &current();
    static Framework *current_or_null() { return current_; }

    kernel::System &system() { return system_; }
    core::Trace &trace() { return system_.trace(); }
    kernel::WorkQueue &workers() { return kernel::Executive::current().work_queue(); }

    /// The driver object, nullptr before WdfDriverCreate and after unload.
    Driver *driver() const { return driver_; }
    void set_driver(Driver *driver) { driver_ = driver; }
    /// May be nullptr: a driver without class extension.
    ClassExtension *extension() const { return extension_; }
    void set_extension(ClassExtension *extension) { extension_ = extension; }

    // --- handles
    // ------------------------------------------------------------------------------------------------------

    void *register_object(Object &object);
    void unregister_object(const Object &object);
    /// The live object behind a handle, or nullptr.
    Object *find(const void *handle) const {
        const auto value = reinterpret_cast<std::uintptr_t>(handle);
        const std::size_t index = (value >> 3) & index_mask;
        if (index >= slots_.size() || slots_[index].handle != value) return nullptr;
        return slots_[index].object;
    }
    /// Objects that are alive now, in order of their table index.
    std::vector<Object *> live_objects() const;
    /// What a handle that is not alive was, in words.
    std::string describe_bad_handle(const void *handle, const ObjectType &wanted) const;

    // --- what drivers do wrong --------------------------------------------------------------------------------------

    /// Stops the machine with WDF_VIOLATION. `subject` is the handle in question.
    [[noreturn]] void violation(Violation kind, const void *subject, std::string text, std::string hint = {});
    /// For DDIs whose highest IRQL depends on a parameter: leaves a DdiIrqlViolation and returns false if above.
    bool require_irql(std::string_view ddi, kernel::Irql highest);
    /// Stops the machine if a DDI got NULL where it must not.
    void require_parameter(const void *value, std::string_view ddi, std::string_view parameter) {
        if (value == nullptr) [[unlikely]]
            null_parameter(ddi, parameter);
    }

private:
    struct Slot {
        std::uintptr_t handle = 0; ///< with the present generation; also after the object has gone
        Object *object = nullptr;
        const ObjectType *type = nullptr; ///< of the latest object
        core::ObjectId id = 0;
        core::TimePoint destroyed{};
    };
    static constexpr std::uintptr_t index_mask = (1u << 21) - 1;
    static constexpr std::uintptr_t handle_tag = std::uintptr_t{0x0df} << 52; // an address no memory has
    static constexpr std::size_t rested_slots = 4096; // a slot rests this long before it is used again

    [[noreturn]] void null_parameter(std::string_view ddi, std::string_view parameter);

    static Framework *current_;
    kernel::System &system_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_; // oldest first from free_head_
    std::size_t free_head_ = 0;
    Driver *driver_ = nullptr;
    ClassExtension *extension_ = nullptr;
};

/// "12.345678 ms", for texts.
std::string time_text(core::TimePoint time);

} // namespace acxsim::wdf
