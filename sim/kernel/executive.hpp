// SPDX-License-Identifier: MIT
//
// What the DDIs keep beside the System: kernel memory, MDLs, mapped registers, timers and DPCs that live in driver
// memory, work items, handles, registry, files. Make one after the System and before driver code runs; it ends before
// the System does. There is one at a time in a process.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/kernel/mdl.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/register_window.hpp"

namespace acxsim::kernel {

class DeviceNames;
class DriverLog;
class DriverTimers;
class HandleTable;
class PlugAndPlay;
class Registry;
class System;
class Volume;
class WorkQueue;

class Executive {
public:
    explicit Executive(System &system);
    ~Executive();
    Executive(const Executive &) = delete;
    Executive &operator=(const Executive &) = delete;

    static Executive &current();
    static Executive *current_or_null();

    System &system() { return system_; }
    Pool &pool() { return pool_; }
    Mdls &mdls() { return mdls_; }
    RegisterWindow &registers() { return registers_; }
    DriverTimers &timers() { return *timers_; }
    WorkQueue &work_queue() { return *work_queue_; }
    HandleTable &handles() { return *handles_; }
    Registry &registry() { return *registry_; }
    Volume &volume() { return *volume_; }
    /// Names that lead to devices, interfaces and their properties.
    DeviceNames &device_names() { return *device_names_; }
    PlugAndPlay &plug_and_play() { return *plug_and_play_; }
    /// What the driver wrote (WPP, TraceLogging, DbgPrint).
    DriverLog &driver_log() { return *driver_log_; }

    /// Status of the exception being raised (ExRaiseStatus); for AcxSimExceptionCode() and the report of an unhandled
    /// one.
    std::int32_t raised_status = 0;

private:
    System &system_;
    Pool pool_;
    Mdls mdls_;
    RegisterWindow registers_;
    std::unique_ptr<DriverTimers> timers_;
    std::unique_ptr<WorkQueue> work_queue_;
    std::unique_ptr<HandleTable> handles_;
    std::unique_ptr<Registry> registry_;
    std::unique_ptr<Volume> volume_;
    std::unique_ptr<PlugAndPlay> plug_and_play_;
    std::unique_ptr<DeviceNames> device_names_;
    std::unique_ptr<DriverLog> driver_log_;
};

} // namespace acxsim::kernel
