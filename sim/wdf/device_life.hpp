// SPDX-License-Identifier: MIT
//
// DeviceLife: the steps of one framework device through Plug and Play and power, each with the driver's callbacks in
// the documented order: prepare, D0 entry, D0 exit, release, queries, removal. DeviceTree and PowerPolicy decide when;
// nothing here decides. All steps run at PASSIVE_LEVEL on a simulated thread.
// Sources: "Power-Up Sequence", "Power-Down and Removal Sequence" and "Surprise-Removal Sequence" of KMDF;
// contract 6.1.
#pragma once

#include <cstdint>
#include <string>

#include "sim/wdf/device.hpp"
#include "sim/wdf/resource_list.hpp"

namespace acxsim::wdf {

class CmResourceList;

/// How a step ended: an NTSTATUS, and in words what failed when it did.
struct Status {
    std::uint32_t code = 0;
    std::string text = {};
    bool ok() const { return static_cast<std::int32_t>(code) >= 0; }
};

class DeviceLife {
public:
    explicit DeviceLife(Device &device) : device_(device) {}

    /// EvtDevicePrepareHardware, then the class extension. Interrupts get their resources.
    Status prepare_hardware(const ResourceList &resources);
    void release_hardware();
    /// From `previous` to D0, with interrupts, DMA, scan for children, queues and self-managed I/O. `armed`: which wake
    /// callbacks are to be undone. A failure leaves the device in D3Final.
    enum class Wake : std::uint8_t { None, FromS0, FromSx };
    Status enter_d0(DevicePower previous, Wake armed = Wake::None, bool wake_triggered = false);
    /// `arm`: what the device shall be armed for. Returns whether the driver armed it.
    bool leave_d0(DevicePower target, Wake arm = Wake::None);
    /// EvtDeviceRelationsQuery; `type` is a DEVICE_RELATION_TYPE.
    void ask_relations(int type);
    Status query_remove();
    Status query_stop();
    void surprise_removal();
    /// The end of removal: queues are purged, EvtDeviceSelfManagedIoFlush, EvtDeviceSelfManagedIoCleanup.
    void flush_and_clean_up();

    bool in_d0() const { return in_d0_; }
    bool prepared() const { return prepared_; }

    /// WDF_DEVICE_PNP_STATE, WDF_DEVICE_POWER_STATE as WdfDeviceGetDevicePnpState and its like tell them.
    std::uint32_t pnp_state() const { return pnp_state_; }
    std::uint32_t power_state() const { return power_state_; }
    void set_pnp_state(std::uint32_t state) { pnp_state_ = state; }

    /// Leaves a DevicePnpChanged record.
    void announce(std::uint32_t pnp_state);

private:
    template <class Call>
    std::uint32_t call(std::string_view name, const void *function, Call call);
    template <class Tell>
    void for_listeners(Tell tell);
    Status failure(std::uint32_t code) const { return {code, failed_step_}; }
    std::uint32_t enable_interrupts();
    void disable_interrupts();
    void assign_interrupts();
    void disarm_wake(Wake armed, bool triggered);
    bool arm_wake(Wake arm);
    void set_power(DevicePower power);
    void set_power_state(bool d0, bool moving);

    Device &device_;
    CmResourceList *raw_ = nullptr;
    CmResourceList *translated_ = nullptr;
    ResourceList resources_;
    std::string failed_step_;
    bool self_managed_io_ = false; ///< Init was called since the device was added
    bool in_d0_ = false;
    bool prepared_ = false;
    std::uint32_t pnp_state_ = 0x100;
    std::uint32_t power_state_ = 0x300;
};

} // namespace acxsim::wdf
