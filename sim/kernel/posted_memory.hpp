// SPDX-License-Identifier: MIT
//
// Which device's part of system memory (buffers that it moves data in, position buffers and their like,
// hw::CpuVisible) the running code could look at. With one device it is that one's, whoever runs. With several, that of
// the device on whose behalf code runs: a callback about an object that belongs to that device, or a thread that serves
// such an object (a stream's client). Code that belongs to no device (a thread of the driver's own, DriverEntry) may
// look at all. What it leaves out: code of one device that reads another's memory finds it as it was when that device's
// code ran last.
#pragma once

#include <algorithm>
#include <vector>

#include "hwmodel/bus/cpu_visible.hpp"
#include "sim/core/assert.hpp"
#include "sim/core/trace.hpp"

namespace acxsim::kernel {

class PostedMemory {
public:
    /// What code serves that touches no device's memory (an idle processor).
    static constexpr core::ObjectId nobody = UINT32_MAX;
    /// Whose part of memory: a device's, by its number, or any's.
    using Part = std::uint32_t;
    static constexpr Part any_part = UINT32_MAX;

    /// A device that posts into memory; it must outlive the machine's use.
    void add(hw::CpuVisible &device) {
        devices_.push_back({&device});
        sole_ = devices_.size() == 1 ? &device : nullptr;
    }
    /// The device object `owner` is that device's, which has been added.
    void assign(core::ObjectId owner, hw::CpuVisible &device) {
        if (by_owner_.size() <= owner) by_owner_.resize(owner + 1, any_part);
        const auto found = std::find_if(devices_.begin(), devices_.end(),
                                        [&](const Device &known) { return known.device == &device; });
        ACXSIM_ASSERT(found != devices_.end(), "memory of a device that never said that it posts into any");
        by_owner_[owner] = static_cast<Part>(found - devices_.begin());
    }
    /// `object` belongs to the device object `owner`; 0: to none.
    void set_owner(core::ObjectId object, core::ObjectId owner) {
        if (owners_.size() <= object) owners_.resize(object + 1, 0);
        owners_[object] = owner;
    }
    core::ObjectId owner_of(core::ObjectId object) const { return object < owners_.size() ? owners_[object] : 0; }

    /// The only device, whose words everybody sees; nullptr if there is none or several.
    hw::CpuVisible *sole() const { return sole_; }
    bool several() const { return devices_.size() > 1; }
    /// What code about `object` (not nobody) could look at: that object's device's part, or all of them if it has none.
    Part part_of(core::ObjectId object) const {
        if (sole_ != nullptr) return 0;
        const core::ObjectId owner = owner_of(object);
        return owner < by_owner_.size() ? by_owner_[owner] : any_part;
    }
    /// Brings that part up to date.
    void settle(Part part, core::TimePoint now) {
        if (part != any_part) {
            settle(*devices_[part].device, now);
            return;
        }
        for (const Device &known : devices_)
            settle(*known.device, now);
    }
    /// Until then that part of memory stays what it is now, as long as nobody touches a device.
    core::TimePoint settled_until(Part part) const {
        if (part != any_part) return devices_[part].device->settled_until();
        core::TimePoint until = core::end_of_time;
        for (const Device &known : devices_)
            until = std::min(until, known.device->settled_until());
        return until;
    }

    /// A copy into that part, or out of it, is in progress.
    void copy_begins(Part part) { ++(part == any_part ? copies_anywhere_ : devices_[part].copies); }
    void copy_ends(Part part) { --(part == any_part ? copies_anywhere_ : devices_[part].copies); }
    /// Whether there is one that code with a view of that part could see.
    bool has_copies(Part part) const { return part == any_part || copies_anywhere_ != 0 || devices_[part].copies != 0; }

private:
    struct Device {
        hw::CpuVisible *device;
        unsigned copies = 0; // in progress
    };
    static void settle(hw::CpuVisible &device, core::TimePoint now) {
        if (!device.settled_at(now)) device.before_cpu_access();
    }

    hw::CpuVisible *sole_ = nullptr;
    std::vector<Device> devices_;
    unsigned copies_anywhere_ = 0;
    std::vector<Part> by_owner_;         // by the device object's id
    std::vector<core::ObjectId> owners_; // by object id
};

} // namespace acxsim::kernel
