// SPDX-License-Identifier: MIT
//
// When the driver's code raises a signal, ends the process or does not come back: the run becomes a verdict with a
// stack, instead of dying. The signal handler notes what happened and lets execution continue on a landing stack of its
// own, from where the machine is stopped and the failed code abandoned. A signal outside simulated code is a defect of
// the simulator: it is reported with its stack and ends the process with exit code 7.
#pragma once

namespace acxsim::kernel {

/// Exit code for our own defects (design.md section 7).
inline constexpr int internal_error_exit_code = 7;

/// SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT; and SIGUSR1, by which a watchdog says that the driver does not
/// come back. On an alternate stack. Calling it again puts the handlers back in place of whoever took the signals
/// since.
void install_crash_handlers();

/// exit(), _exit() and their kin called by driver code stop the machine with StopReason::Exit and do not end the
/// process. In force as soon as this function is linked and called; from the host stack those functions work as ever.
void install_exit_trap();

} // namespace acxsim::kernel
