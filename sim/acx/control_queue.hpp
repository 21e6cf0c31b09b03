// SPDX-License-Identifier: MIT
//
// The queue of one handle: control requests of a stream (or of a circuit) are dispatched one at a time, in order of
// arrival, and none while the queue is stopped: by AcxStreamStopIo, or because the device is not in D0.
// Whoever stops the queue waits for the request in progress; stopping it from inside a request of its own is a
// deadlock, as it is in Windows (RT-IRQ-19). Follows contract.md RT-IRQ-07, -08, -14, -19; it is no lock that
// signalling takes.
#pragma once

#include "sim/kernel/dispatcher_object.hpp"

namespace acxsim::kernel {
class System;
}

namespace acxsim::acx {

class ControlQueue {
public:
    explicit ControlQueue(kernel::System &system) : system_(system) {}
    ControlQueue(const ControlQueue &) = delete;
    ControlQueue &operator=(const ControlQueue &) = delete;

    /// In force while a request is dispatched.
    class Turn {
    public:
        explicit Turn(ControlQueue &queue) : queue_(queue) { queue_.enter(); }
        ~Turn() { queue_.leave(); }
        Turn(const Turn &) = delete;
        Turn &operator=(const Turn &) = delete;

    private:
        ControlQueue &queue_;
    };

    /// Stops dispatching and waits for the request in progress. Nests; PASSIVE_LEVEL.
    void stop();
    /// Undoes one stop(); false if the queue was not stopped.
    bool start();
    bool stopped() const { return stops_ != 0; }

private:
    void enter();
    void leave();

    kernel::System &system_;
    kernel::DispatcherObject turn_{kernel::ObjectType::SynchronizationEvent, 1}; // set: nobody is being dispatched
    kernel::DispatcherObject drained_{kernel::ObjectType::NotificationEvent, 0}; // set: stopped, nothing in progress
    unsigned stops_ = 0;
};

} // namespace acxsim::acx
