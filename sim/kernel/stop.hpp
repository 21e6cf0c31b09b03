// SPDX-License-Identifier: MIT
//
// Why a simulated machine stopped, with what a report needs: for a bug check its code and parameters in plain words,
// for a crash the signal, the address and the stack of host addresses (driver frames are found by symbolisation).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace acxsim::kernel {

enum class StopReason : std::uint8_t {
    None,        ///< still able to run (run_until reached its time)
    Quiescent,   ///< nothing will ever happen again
    BugCheck,    ///< the kernel floor or the driver stopped the machine
    Crash,       ///< the driver's code raised a signal
    Exit,        ///< the driver's code ended the process
    Hang,        ///< the driver's code did not come back (watchdog)
    Interrupted, ///< Ctrl-C
    Requested,   ///< a floor above asked for it (end of scenario)
};

struct Stop {
    StopReason reason = StopReason::None;
    std::uint32_t bug_check_code = 0;
    std::array<std::uint64_t, 4> bug_check_parameters{};
    std::string text; ///< what happened, in plain words
    std::string hint; ///< what usually causes it
    int signal = 0;
    std::uint64_t fault_address = 0;
    std::vector<std::uintptr_t> stack; ///< innermost first: code addresses
    std::string callback;              ///< the driver callback it happened in
};

} // namespace acxsim::kernel
