// SPDX-License-Identifier: MIT
//
// A plan come to life: hardware model, simulated computer, driver host, ACX framework, clients, instruments and rules,
// put together and run once. The life of a run (load, start, stream, close, remove, unload) is a simulated thread, as
// Plug and Play is one on Windows.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/core/result.hpp"
#include "sim/core/trace.hpp"
#include "sim/scenario/outcome.hpp"
#include "sim/scenario/plan.hpp"

namespace acxsim::scenario {

struct MachineOptions {
    std::string driver_path;            ///< module file
    std::string output_folder;          ///< exists if any stream has a sink
    std::string wav;                    ///< file for the first stream's sink, in place of its own; empty: none
    const void *driver_entry = nullptr; ///< in place of a module: DriverEntry of a driver inside this program ...
    const void *driver_code =
        nullptr;          ///< ... and an address in the executable or shared object that findings are about
    bool inspect = false; ///< look at what the driver has built, in place of the plan's streams and steps
};

class Machine {
public:
    /// The error is the user's: a source that cannot be read, a file that cannot be written.
    static core::Result<std::unique_ptr<Machine>> make(const Plan &plan, const MachineOptions &options);
    ~Machine();

    /// Called between slices of virtual time, every few wall milliseconds at most.
    using Progress = std::function<void(core::TimePoint now)>;
    /// Runs the scenario to its end, once.
    Outcome run(const Progress &progress);

    core::Trace &trace();
    /// After a crash or hang: driver code is suspended in the middle, the machine must not be destroyed.
    bool must_be_abandoned() const;

private:
    class Implementation;
    explicit Machine(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

} // namespace acxsim::scenario
