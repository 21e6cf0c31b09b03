// SPDX-License-Identifier: MIT
//
// A simulated thread: a fiber with a priority, scheduled on the simulated processors. Driver system threads, worker
// threads, the PnP thread and the client's threads are all of this kind.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "sim/core/simulation.hpp"
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/dispatcher_object.hpp"
#include "sim/kernel/fiber.hpp"

namespace acxsim::kernel {

class Processor;
class System;

/// Thread priorities as Windows numbers them: 1..15 dynamic, 16..31 real-time.
inline constexpr int normal_priority = 8;
inline constexpr int worker_priority = 13;
inline constexpr int pro_audio_priority = 26;

class Thread {
public:
    enum class State : std::uint8_t { Ready, Running, Waiting, Waking, Ended };
    static constexpr std::size_t maximum_wait_objects = 64;

    Thread(System &system, std::string_view name, int priority, std::function<void()> body);
    Thread(const Thread &) = delete;
    Thread &operator=(const Thread &) = delete;

    core::ObjectId object() const { return object_; }
    std::string_view name() const { return name_; }
    int priority() const { return priority_; }
    void set_priority(int priority) { priority_ = priority; }
    State state() const { return state_; }
    bool ended() const { return state_ == State::Ended; }
    /// Signalled when the thread has ended.
    DispatcherObject &header() { return header_; }
    CallFrame *top_frame() const { return top_frame_; }
    /// The last driver callback that returned on this thread, and when; what is said of its results points at it.
    struct ReturnedCallback {
        std::string_view name;
        const void *code = nullptr;
        core::ObjectId object = 0;
        core::TimePoint returned{};
    };
    const ReturnedCallback &last_callback() const { return last_callback_; }

    std::uint16_t critical_regions = 0;     ///< KeEnterCriticalRegion depth
    std::uint16_t floating_point_saves = 0; ///< KeSaveFloatingPointState and its like, not restored yet
    std::uint16_t process_attachments = 0;  ///< KeStackAttachProcess depth
    core::ObjectId serves = 0;              ///< whose device's memory it touches outside of callbacks; 0: any
    void *user = nullptr;                   ///< what a floor above hangs on the thread

private:
    friend class System;
    friend class Processor;
    friend class DdiScope;
    friend class CallbackScope;

    System &system_;
    core::ObjectId object_;
    std::string name_;
    DispatcherObject header_{ObjectType::Thread, 0};
    int priority_;
    State state_ = State::Ready;
    std::unique_ptr<Fiber> fiber_;
    CallFrame *top_frame_ = nullptr;
    ReturnedCallback last_callback_;
    Processor *processor_ = nullptr;      // where it runs, or ran last
    Irql saved_irql_ = passive_level;     // while it does not run
    core::Event wake_;                    // wake-up latency
    core::Event timeout_;                 // wait time-out
    std::array<WaitBlock, 4> small_wait_; // most waits are for one object
    std::unique_ptr<WaitBlock[]> large_wait_;
    WaitBlock *wait_blocks_ = nullptr;
    std::size_t wait_count_ = 0;
    bool wait_all_ = false;
    std::uint32_t wait_result_ = 0;

    void wake_up();
    void wait_timed_out();
};

} // namespace acxsim::kernel
