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
#include "sim/core/trace.hpp"

namespace acxsim::kernel {

class PostedMemory {
public:
    /// What code serves that touches no device's memory (an idle processor).
    static constexpr core::ObjectId nobody = UINT32_MAX;

    /// A device that posts into memory; it must outlive the machine's use.
    void add(hw::CpuVisible &device) {
        devices_.push_back(&device);
        sole_ = devices_.size() == 1 ? &device : nullptr;
    }
    /// The device object `owner` is that device's.
    void assign(core::ObjectId owner, hw::CpuVisible &device) {
        if (by_owner_.size() <= owner) by_owner_.resize(owner + 1, nullptr);
        by_owner_[owner] = &device;
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
    /// Brings up to date what code about `object` could look at: that object's device, all of them if it has none.
    void settle_for(core::ObjectId object, core::TimePoint now) {
        if (object == nobody) return;
        const core::ObjectId owner = owner_of(object);
        if (owner < by_owner_.size() && by_owner_[owner] != nullptr) {
            settle(*by_owner_[owner], now);
            return;
        }
        for (hw::CpuVisible *device : devices_)
            settle(*device, now);
    }

    /// Until then that view of memory stays what it is now, as long as nobody touches a device.
    core::TimePoint settled_until(core::ObjectId object) const {
        if (object == nobody) return core::end_of_time;
        const core::ObjectId owner = owner_of(object);
        if (owner < by_owner_.size() && by_owner_[owner] != nullptr) return by_owner_[owner]->settled_until();
        core::TimePoint until = core::end_of_time;
        for (const hw::CpuVisible *device : devices_)
            until = std::min(until, device->settled_until());
        return until;
    }
    /// Brings all of memory up to date (the end of a run).
    void settle_all(core::TimePoint now) {
        for (hw::CpuVisible *device : devices_)
            settle(*device, now);
    }

private:
    static void settle(hw::CpuVisible &device, core::TimePoint now) {
        if (!device.settled_at(now)) device.before_cpu_access();
    }

    hw::CpuVisible *sole_ = nullptr;
    std::vector<hw::CpuVisible *> devices_;
    std::vector<hw::CpuVisible *> by_owner_; // by the device object's id
    std::vector<core::ObjectId> owners_;     // by object id
};

} // namespace acxsim::kernel
