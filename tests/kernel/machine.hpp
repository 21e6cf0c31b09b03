// SPDX-License-Identifier: MIT
//
// A machine for DDI tests: one System with its Executive, and a way to run code as a thread of it to the end.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::test {

struct Recorder final : core::TraceObserver {
    void on_record(const core::Record &record) override { records.push_back(record); }
    template <class T>
    std::vector<T> all() const {
        std::vector<T> found;
        for (const core::Record &record : records) {
            if (record.kind == T::kind) found.push_back(record.as<T>());
        }
        return found;
    }
    std::vector<core::Record> records;
};

struct Machine {
    explicit Machine(kernel::Parameters parameters = {})
        : system(simulation, memory, bus, parameters), executive(system) {
        simulation.trace.subscribe_all(recorder);
    }
    core::Simulation simulation{1};
    Recorder recorder;
    hw::PhysicalMemory memory{simulation};
    hw::MmioBus bus{simulation};
    kernel::System system;
    kernel::Executive executive;

    /// Runs `code` as a system thread, and the machine for at most `duration`.
    kernel::Stop run(std::function<void()> code, core::Duration duration = core::from_seconds(1)) {
        system.start_thread("test", kernel::normal_priority, std::move(code));
        return system.run_until(simulation.now() + duration);
    }
};

} // namespace acxsim::test
