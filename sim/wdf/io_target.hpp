// SPDX-License-Identifier: MIT
//
// WDFIOTARGET: where a driver sends requests. The local target is the device below in the stack; a remote one is a
// device of this machine that was opened by the name of a device interface, a symbolic link or a device, or by its
// device object. Two gates: may a request enter, may it leave for the device.
// Source: the pages of wdfiotarget.h, "Controlling a General I/O Target's State". Leaves out: files of a file
// system; the question before the target's device is removed (EvtIoTargetQueryRemove, EvtIoTargetRemoveCanceled).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/kernel/dispatcher_object.hpp"
#include "sim/wdf/object.hpp"
#include "sim/wdf/power_listener.hpp"

struct _DEVICE_OBJECT;
struct _FILE_OBJECT;
struct _WDF_IO_TARGET_OPEN_PARAMS;

namespace acxsim::wdf {

class Device;
class OpenFile;
class Request;

class IoTarget final : public Object, public PowerListener {
public:
    static constexpr ObjectType type{"WDFIOTARGET", &Object::type};
    enum class State : std::uint8_t { Undefined, Started, Stopped, ClosedForQueryRemove, Closed, Deleted, Purged };

    /// The device below: `below` is its device object.
    IoTarget(Device &device, _DEVICE_OBJECT *below);
    /// A remote one, not open yet.
    IoTarget(const Attributes &attributes, Object &parent, Device &device);

    Device &device() const { return device_; }
    State state() const { return state_; }
    bool local() const { return local_; }
    bool is_open() const { return target_device_ != nullptr; }
    _DEVICE_OBJECT *target_device() const { return target_device_; }
    _FILE_OBJECT *target_file() const;
    /// Stack locations that an IRP for it needs.
    unsigned stack_locations() const;
    /// Reads and writes go by MDL / by system buffer.
    bool direct_io() const;
    bool buffered_io() const;

    std::uint32_t open(_WDF_IO_TARGET_OPEN_PARAMS &parameters); ///< NTSTATUS
    void close(State state);                                    ///< cancels what is under way and waits for it
    std::uint32_t start();
    void stop(std::uint32_t action);
    void purge(bool wait);

    /// Notes that the request is on its way through this target; false: it does not take it.
    bool enter(Request &request, bool ignores_state);
    bool may_leave(bool ignores_state) const { return ignores_state || state_ == State::Started; }
    void left(Request &request);
    /// The device behind it is removed: EvtIoTargetRemoveComplete, or the target is closed.
    void device_removed_purge_others() override;

protected:
    ~IoTarget() override;
    void before_cleanup() override;

private:
    void attach(Device *device);
    /// The device that was opened has been deleted, though nobody removed it (a control device).
    bool device_gone() const;
    void cancel_sent();
    void wait_for_sent(std::string_view ddi);

    Device &device_;
    bool local_;
    State state_;
    _DEVICE_OBJECT *target_device_ = nullptr;
    Device *remote_device_ = nullptr;     ///< whose removal is listened to
    const void *target_handle_ = nullptr; ///< WDFDEVICE behind the target, nullptr: the bus driver's
    std::unique_ptr<OpenFile> file_;
    std::unique_ptr<_WDF_IO_TARGET_OPEN_PARAMS> opened_with_;
    std::u16string opened_name_;
    std::vector<Request *> sent_; ///< in order, also those that still wait for the target to be started
    kernel::DispatcherObject changed_{kernel::ObjectType::NotificationEvent, 0};
};

} // namespace acxsim::wdf
