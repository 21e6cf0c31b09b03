// SPDX-License-Identifier: MIT
#include "sim/wdf/io_target.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/application.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/request.hpp"
#include "sim/wdf/sending.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

namespace {
constexpr std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
} // namespace

IoTarget::IoTarget(Device &device, _DEVICE_OBJECT *below)
    : Object(type, {}, &device), device_(device), local_(true), state_(State::Started), target_device_(below) {
    forbid_deletion_by_driver();
}

IoTarget::IoTarget(const Attributes &attributes, Object &parent, Device &device)
    : Object(type, attributes, &parent), device_(device), local_(false), state_(State::Closed) {
    require_passive_disposal();
}

IoTarget::~IoTarget() = default;

_FILE_OBJECT *IoTarget::target_file() const {
    if (file_ != nullptr) return file_->file_object();
    return opened_with_ == nullptr ? nullptr : opened_with_->TargetFileObject;
}

unsigned IoTarget::stack_locations() const {
    return target_device_ == nullptr ? 1 : static_cast<unsigned>(target_device_->StackSize);
}

bool IoTarget::direct_io() const { return target_device_ != nullptr && (target_device_->Flags & DO_DIRECT_IO) != 0; }

bool IoTarget::buffered_io() const {
    return target_device_ != nullptr && (target_device_->Flags & DO_BUFFERED_IO) != 0;
}

bool IoTarget::device_gone() const {
    return target_handle_ != nullptr && find_handle<Device>(target_handle_) == nullptr;
}

void IoTarget::attach(Device *device) {
    if (remote_device_ != nullptr && !device_gone()) remote_device_->remove_power_listener(*this);
    remote_device_ = device;
    if (remote_device_ != nullptr) remote_device_->add_power_listener(*this);
}

// --- state ----------------------------------------------------------------------------------------------------------

std::uint32_t IoTarget::open(WDF_IO_TARGET_OPEN_PARAMS &parameters) {
    if (parameters.Size != sizeof(WDF_IO_TARGET_OPEN_PARAMS)) return code_of(STATUS_INFO_LENGTH_MISMATCH);
    if (local_) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    const bool reopens = parameters.Type == WdfIoTargetOpenReopen;
    if (is_open()) return code_of(STATUS_INVALID_DEVICE_STATE);
    if (reopens) {
        if (opened_with_ == nullptr || opened_with_->Type != WdfIoTargetOpenByName ||
            state_ != State::ClosedForQueryRemove)
            return code_of(STATUS_INVALID_DEVICE_STATE);
    } else {
        if (parameters.Type == WdfIoTargetOpenByName) opened_name_ = to_u16string(&parameters.TargetDeviceName);
        opened_with_ = std::make_unique<WDF_IO_TARGET_OPEN_PARAMS>(parameters);
    }
    switch (opened_with_->Type) {
    case WdfIoTargetOpenByName: {
        if (opened_name_.empty()) return code_of(STATUS_INVALID_PARAMETER);
        std::unique_ptr<OpenFile> file;
        const std::uint32_t status = open_file(opened_name_, OpenFile::Caller::Kernel, file);
        if (!NT_SUCCESS(static_cast<NTSTATUS>(status))) return status;
        file_ = std::move(file);
        target_device_ = file_->device_object();
        parameters.FileInformation = FILE_OPENED;
        break;
    }
    case WdfIoTargetOpenUseExistingDevice:
        if (opened_with_->TargetDeviceObject == nullptr) return code_of(STATUS_INVALID_PARAMETER);
        target_device_ = opened_with_->TargetDeviceObject;
        break;
    default:
        return code_of(STATUS_INVALID_PARAMETER);
    }
    Device *behind = DeviceIo::find_device(target_device_);
    target_handle_ = behind == nullptr ? nullptr : behind->handle();
    attach(behind == &device_ ? nullptr : behind); // the device's own removal closes the target with its objects
    state_ = State::Started;
    return 0;
}

void IoTarget::close(State state) {
    state_ = state;
    cancel_sent();
    wait_for_sent("WdfIoTargetClose");
    attach(nullptr);
    file_.reset(); // the last handle: cleanup and close go to the device
    target_device_ = nullptr;
}

std::uint32_t IoTarget::start() {
    if (!is_open()) return code_of(STATUS_INVALID_DEVICE_STATE);
    state_ = State::Started;
    const std::vector<Request *> sent = sent_;
    for (Request *request : sent) {
        if (state_ != State::Started) break;
        if (std::find(sent_.begin(), sent_.end(), request) == sent_.end() || request->sending->submitted) continue;
        request->sending->submit(*request);
    }
    return 0;
}

void IoTarget::stop(std::uint32_t action) {
    if (is_open()) state_ = State::Stopped;
    if (action == WdfIoTargetCancelSentIo) cancel_sent();
    if (action != WdfIoTargetLeaveSentIoPending) wait_for_sent("WdfIoTargetStop");
}

void IoTarget::purge(bool wait) {
    if (is_open()) state_ = State::Purged;
    cancel_sent();
    if (wait) wait_for_sent("WdfIoTargetPurge");
}

void IoTarget::device_removed_purge_others() {
    const auto complete = opened_with_ == nullptr ? nullptr : opened_with_->EvtIoTargetRemoveComplete;
    reference();
    if (complete != nullptr) {
        kernel::CallbackScope scope("EvtIoTargetRemoveComplete", id(), reinterpret_cast<const void *>(complete));
        complete(handle_as<WDFIOTARGET>());
        scope.returned();
    }
    if (is_open()) close(State::Deleted);
    dereference();
}

// --- requests on their way ------------------------------------------------------------------------------------------

bool IoTarget::enter(Request &request, bool ignores_state) {
    const bool takes =
        state_ == State::Started || state_ == State::Stopped || (ignores_state && state_ == State::Purged);
    if (!takes || !is_open() || device_gone()) return false;
    sent_.push_back(&request);
    return true;
}

void IoTarget::left(Request &request) {
    std::erase(sent_, &request);
    system().set_event(changed_);
}

void IoTarget::cancel_sent() {
    const std::vector<Request *> sent = sent_;
    for (Request *request : sent) {
        if (std::find(sent_.begin(), sent_.end(), request) != sent_.end()) request->sending->cancel(*request);
    }
}

void IoTarget::wait_for_sent(std::string_view ddi) {
    // Requests that wait here for the target to be started are not under way.
    const auto under_way = [this] {
        return std::any_of(sent_.begin(), sent_.end(), [](const Request *request) {
            return request->sending->submitted && !request->sending->ignores_target_state;
        });
    };
    if (!under_way()) return;
    if (!framework().require_irql(ddi, kernel::passive_level)) return; // on record; nothing can be waited for here
    while (under_way()) {
        system().reset_event(changed_);
        system().wait(changed_);
    }
}

void IoTarget::before_cleanup() {
    if (!local_ && is_open()) return close(State::Deleted);
    state_ = State::Deleted;
    cancel_sent();
}

} // namespace acxsim::wdf
