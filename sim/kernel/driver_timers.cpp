// SPDX-License-Identifier: MIT
#include "sim/kernel/driver_timers.hpp"

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

constexpr std::uint32_t ex_timer_tag = 'E' | 'x' << 8 | 'T' << 16 | 'm' << 24;
std::uintptr_t key(const void *address) { return reinterpret_cast<std::uintptr_t>(address); }

template <class Map>
auto *find(Map &map, const void *address) {
    const auto found = map.find(key(address));
    return found == map.end() ? nullptr : found->second.get();
}

} // namespace

DriverDpc *DriverTimers::make_dpc(void *address, DriverDpc::Routine routine, void *context) {
    auto &slot = dpcs_[key(address)];
    if (slot != nullptr) {
        if (slot->dpc->queued()) {
            raise_bug_check(0xC7, {3, key(address), 0, 0}, "KeInitializeDpc was called for a DPC that is queued");
            return slot.get();
        }
        if (slot->routine == routine && slot->context == context) return slot.get();
        retired_dpcs_.push_back(std::move(slot));
    }
    slot = std::make_unique<DriverDpc>();
    DriverDpc *made = slot.get();
    made->address = address;
    made->routine = routine;
    made->context = context;
    made->dpc = std::make_unique<Dpc>(system_, "KDPC", [made] {
        CallbackScope scope("KDEFERRED_ROUTINE", made->dpc->object(), reinterpret_cast<const void *>(made->routine));
        made->routine(made->address, made->context, made->argument1, made->argument2);
        scope.returned();
    });
    return made;
}

DriverTimer *DriverTimers::make_timer(void *address, ObjectType type) {
    auto &slot = timers_[key(address)];
    if (slot != nullptr && slot->timer->armed()) {
        raise_bug_check(0xC7, {0, key(address), 0, 0}, "KeInitializeTimer was called for a timer that is armed");
        return slot.get();
    }
    auto *header = static_cast<DispatcherObject *>(address);
    *header = DispatcherObject(type, 0);
    slot = std::make_unique<DriverTimer>();
    slot->timer = std::make_unique<Timer>(system_, "KTIMER", header);
    slot->origin = origin_of_call();
    return slot.get();
}

ExTimer *DriverTimers::make_ex_timer(ExTimer::Callback callback, void *context, bool high_resolution,
                                     bool notification) {
    void *memory =
        Executive::current().pool().allocate({.size_bytes = 64, .tag = ex_timer_tag, .kind = MemoryKind::Object});
    if (memory == nullptr) return nullptr;
    auto *header = static_cast<DispatcherObject *>(memory);
    *header = DispatcherObject(notification ? ObjectType::NotificationTimer : ObjectType::SynchronizationTimer, 0);
    auto made = std::make_unique<ExTimer>();
    ExTimer *timer = made.get();
    timer->address = memory;
    timer->callback = callback;
    timer->context = context;
    timer->high_resolution = high_resolution;
    timer->timer = std::make_unique<Timer>(system_, "EX_TIMER", header);
    timer->dpc = std::make_unique<Dpc>(system_, "EX_TIMER", [this, timer] { run_ex_timer(*timer); });
    ex_timers_.emplace(key(memory), std::move(made));
    return timer;
}

void DriverTimers::run_ex_timer(ExTimer &timer) {
    if (timer.callback != nullptr) {
        timer.running = true;
        CallbackScope scope("EXT_CALLBACK", timer.timer->object(), reinterpret_cast<const void *>(timer.callback));
        timer.callback(timer.address, timer.context);
        scope.returned();
        timer.running = false;
    }
    if (timer.delete_after_expiry && !timer.timer->armed() && !timer.dpc->queued()) delete_ex_timer(timer);
}

DriverDpc *DriverTimers::dpc_at(const void *address) { return find(dpcs_, address); }
DriverTimer *DriverTimers::timer_at(const void *address) { return find(timers_, address); }
ExTimer *DriverTimers::ex_timer_at(const void *address) { return find(ex_timers_, address); }

void DriverTimers::delete_ex_timer(ExTimer &timer) {
    const auto found = ex_timers_.find(key(timer.address));
    timer.timer->cancel();
    system_.remove_dpc(*timer.dpc);
    void *memory = timer.address;
    retired_ex_timers_.push_back(std::move(found->second));
    ex_timers_.erase(found);
    Executive::current().pool().free(memory, 0, MemoryKind::Object);
}

void DriverTimers::memory_goes_away(std::uintptr_t address, std::uint64_t size_bytes) {
    for (auto at = timers_.lower_bound(address); at != timers_.end() && at->first < address + size_bytes;) {
        if (at->second->timer->armed()) {
            raise_bug_check(
                0xC7, {0, at->first, address, size_bytes},
                fmt::format("memory was freed that holds an armed KTIMER at its byte {}", at->first - address));
        }
        at = timers_.erase(at);
    }
    for (auto at = dpcs_.lower_bound(address); at != dpcs_.end() && at->first < address + size_bytes;) {
        if (at->second->dpc->queued()) {
            raise_bug_check(
                0xC7, {1, at->first, address, size_bytes},
                fmt::format("memory was freed that holds a queued KDPC at its byte {}", at->first - address));
        }
        retired_dpcs_.push_back(std::move(at->second)); // its routine may be what is freeing it
        at = dpcs_.erase(at);
    }
}

std::uint32_t DriverTimers::armed() const {
    std::uint32_t count = 0;
    for (const auto &[address, timer] : timers_)
        count += timer->timer->armed() ? 1 : 0;
    for (const auto &[address, timer] : ex_timers_)
        count += timer->timer->armed() ? 1 : 0;
    return count;
}

std::vector<Origin> DriverTimers::armed_timers() const {
    std::vector<Origin> origins;
    for (const auto &[address, timer] : timers_) {
        if (timer->timer->armed()) origins.push_back(timer->origin);
    }
    return origins;
}

} // namespace acxsim::kernel
