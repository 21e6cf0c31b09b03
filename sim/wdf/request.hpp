// SPDX-License-Identifier: MIT
//
// WDFREQUEST: a request that the class extension made for the driver: parameters in, status and information out. It
// must be completed exactly once; after that the handle lives only as long as references are held.
// Source: wdfrequest/nf-wdfrequest-wdfrequestcomplete. Leaves out: queues, I/O targets, IRP stacks, sending.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "sim/kernel/dispatcher_object.hpp"
#include "sim/wdf/object.hpp"

struct _IRP;

namespace acxsim::wdf {

class Request final : public Object {
public:
    static constexpr ObjectType type{"WDFREQUEST", &Object::type};

    /// What its maker learns when the driver completes it.
    struct Completion {
        std::uint32_t status = 0;
        std::uint64_t information = 0;
    };

    /// `completed` runs when the driver completes the request, before the request is deleted. Buffers belong to the
    /// maker and must live until then. The caller's mode is user mode unless said otherwise.
    Request(const Attributes &attributes, Object *parent, std::span<std::byte> input, std::span<std::byte> output,
            std::function<void(const Completion &)> completed);

    void complete(std::uint32_t status, std::uint64_t information);
    bool is_completed() const { return is_completed_; }
    std::uint32_t status() const { return completion_.status; }

    std::span<std::byte> input;
    std::span<std::byte> output;
    std::uint64_t information = 0; ///< WdfRequestSetInformation
    std::uint8_t requestor_mode = 1;
    bool cancelled = false;

    /// EvtRequestCancel while the request is marked cancelable.
    void (*cancel_callback)(void *request) = nullptr;
    /// The maker gives up: calls EvtRequestCancel if the driver marked the request cancelable.
    void cancel();

    _IRP *irp() const { return irp_.get(); }

protected:
    ~Request() override;

private:
    std::function<void(const Completion &)> completed_;
    std::unique_ptr<_IRP> irp_;
    Completion completion_;
    bool is_completed_ = false;
};

} // namespace acxsim::wdf
