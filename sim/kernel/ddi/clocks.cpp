// SPDX-License-Identifier: MIT
//
// DDIs: reading time. The precise variants read the performance counter's clock; the plain ones what the last system
// tick left behind.
// Leaves out: time zones (local time is UTC), sleep (unbiased interrupt time equals interrupt time).
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;
namespace core = acxsim::core;

namespace {

std::int64_t last_tick_in_ticks() {
    System &system = System::current();
    const std::int64_t tick = system.parameters().tick.count();
    return core::ticks_of(system.now()) / tick * tick;
}
std::int64_t interrupt_time_at_last_tick() { return last_tick_in_ticks() / 60'000; }

std::int64_t interrupt_time_precise(PULONG64 qpc) {
    System &system = System::current();
    if (qpc != nullptr) *qpc = system.performance_counter();
    return core::ticks_of(system.now()) / 60'000;
}

} // namespace

extern "C" {

LARGE_INTEGER KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency) {
    ACXSIM_DDI(kernel_ddis, "KeQueryPerformanceCounter");
    System &system = System::current();
    if (PerformanceFrequency != nullptr) {
        const core::Hertz &frequency = system.performance_frequency();
        PerformanceFrequency->QuadPart = (frequency.numerator + frequency.denominator / 2) / frequency.denominator;
    }
    LARGE_INTEGER counter;
    counter.QuadPart = static_cast<LONGLONG>(system.performance_counter());
    return counter;
}

ULONGLONG KeQueryInterruptTime() {
    ACXSIM_DDI(kernel_ddis, "KeQueryInterruptTime");
    return static_cast<ULONGLONG>(interrupt_time_at_last_tick());
}
ULONGLONG KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp) {
    ACXSIM_DDI(kernel_ddis, "KeQueryInterruptTimePrecise");
    return static_cast<ULONGLONG>(interrupt_time_precise(QpcTimeStamp));
}
ULONGLONG KeQueryUnbiasedInterruptTime() {
    ACXSIM_DDI(kernel_ddis, "KeQueryUnbiasedInterruptTime");
    return static_cast<ULONGLONG>(interrupt_time_at_last_tick());
}
ULONGLONG KeQueryUnbiasedInterruptTimePrecise(PULONG64 QpcTimeStamp) {
    ACXSIM_DDI(kernel_ddis, "KeQueryUnbiasedInterruptTimePrecise");
    return static_cast<ULONGLONG>(interrupt_time_precise(QpcTimeStamp));
}
VOID KeQuerySystemTime(PLARGE_INTEGER CurrentTime) {
    ACXSIM_DDI(kernel_ddis, "KeQuerySystemTime");
    CurrentTime->QuadPart = system_time_at_power_on + interrupt_time_at_last_tick();
}
VOID KeQuerySystemTimePrecise(PLARGE_INTEGER CurrentTime) {
    ACXSIM_DDI(kernel_ddis, "KeQuerySystemTimePrecise");
    CurrentTime->QuadPart = system_time_at_power_on + interrupt_time_precise(nullptr);
}
VOID KeQueryTickCount(PLARGE_INTEGER TickCount) {
    ACXSIM_DDI(kernel_ddis, "KeQueryTickCount");
    System &system = System::current();
    TickCount->QuadPart = core::ticks_of(system.now()) / system.parameters().tick.count();
}
ULONG KeQueryTimeIncrement() {
    ACXSIM_DDI(kernel_ddis, "KeQueryTimeIncrement");
    return static_cast<ULONG>(System::current().parameters().tick.count() / 60'000);
}
VOID KeStallExecutionProcessor(ULONG MicroSeconds) {
    ACXSIM_DDI(kernel_ddis, "KeStallExecutionProcessor");
    System::current().charge(core::from_microseconds(MicroSeconds));
}
VOID ExSystemTimeToLocalTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER LocalTime) {
    ACXSIM_DDI(kernel_ddis, "ExSystemTimeToLocalTime");
    *LocalTime = *SystemTime;
}

} // extern "C"
