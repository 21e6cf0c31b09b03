// SPDX-License-Identifier: MIT
//
// Signal handling for driver crashes, x86-64 and AArch64 Linux. What the handler does is safe in a signal handler: it
// copies registers, walks frames inside known stack bounds, and changes where execution continues.
#include "sim/kernel/crash.hpp"

#include <dlfcn.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/driver_module.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/fiber.hpp"
#include "sim/kernel/model_code.hpp"
#include "sim/kernel/stack_trace.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

constexpr std::uintptr_t null_page_limit = 64 * 1024;
constexpr std::uint64_t poison_word = 0x0101010101010101ULL * Pool::poison;
constexpr std::uint64_t fence_word = 0x0101010101010101ULL * Pool::fence;
constexpr unsigned hang_retries_max = 1000;

alignas(64) std::array<std::byte, 64 * 1024> handler_stack;
alignas(64) std::array<std::byte, 512 * 1024> landing_stack;

/// What the handler leaves for the landing code.
struct Failure {
    int signal;
    int code;
    std::uintptr_t fault_address;
    std::size_t frame_count;
    std::array<std::uintptr_t, stack_depth_max> frames;
    bool in_guard_page;
    bool poisoned_register;
    bool fence_register;
    bool in_model; ///< the innermost code that is not ours is a loaded hardware model's
};
Failure failure;
volatile sig_atomic_t landing = 0;
volatile sig_atomic_t hang_retries = 0;

/// Code that is not ours.
bool is_foreign(std::uintptr_t address) { return DriverModule::any_contains(address) || model_code_contains(address); }

std::string subject() {
    return failure.in_model ? fmt::format("the hardware model {}", model_code_name()) : "the driver's code";
}

std::string_view signal_words(int signal) {
    switch (signal) {
    case SIGSEGV:
        return "a memory access that is not allowed (SIGSEGV)";
    case SIGBUS:
        return "a memory access that the bus refused (SIGBUS)";
    case SIGFPE:
        return "an arithmetic fault (SIGFPE)";
    case SIGILL:
        return "an illegal instruction (SIGILL)";
    case SIGTRAP:
        return "a breakpoint (SIGTRAP)";
    case SIGABRT:
        return "a call of abort()";
    default:
        return "a signal";
    }
}

void describe_memory_fault(Stop &stop) {
    const std::uintptr_t address = failure.fault_address;
    Executive *executive = Executive::current_or_null();
    if (failure.in_guard_page) {
        stop.text = subject() + " overflowed its stack";
        stop.hint =
            "kernel stacks are small (24 KiB on x64 Windows; this thread had 512 KiB): look for recursion without "
            "an end, or for large local arrays";
        return;
    }
    if (failure.signal == SIGSEGV &&
        failure.code == SI_KERNEL) { // a non-canonical address: the processor does not say which
        stop.text = subject() + " used a wild pointer (an address that no memory can have)";
        if (failure.poisoned_register) {
            stop.hint =
                "a register holds 0x5a5a5a5a5a5a5a5a, the content of pool memory that was allocated uninitialised "
                "and never written";
        } else if (failure.fence_register) {
            stop.hint = "a register holds 0xfdfdfdfdfdfdfdfd, the bytes beyond the end of a pool block";
        } else {
            stop.hint = "the pointer was overwritten or never initialised";
        }
        return;
    }
    if (address < null_page_limit) {
        stop.text = address == 0
                        ? subject() + " dereferenced a null pointer"
                        : fmt::format("{} dereferenced a null pointer (field at offset {:#x})", subject(), address);
        stop.hint = "check what is returned by allocations and look-ups before using it";
        return;
    }
    if (executive != nullptr) {
        if (std::string where = executive->pool().explain_address(address); !where.empty()) {
            const auto block = executive->pool().block_of(reinterpret_cast<const void *>(address));
            const bool freed = where.find(", freed at ") != std::string::npos;
            stop.text = subject() +
                        (freed || (block && block->freed) ? " used memory that it had freed: "
                                                          : " touched memory outside a block: ") +
                        where;
            stop.hint = freed ? "something still held a pointer to the block when it was freed"
                              : "check the size that was allocated against what is written, in bytes";
            return;
        }
        if (std::string where = executive->registers().explain_address(address); !where.empty()) {
            stop.text = subject() + " dereferenced mapped device registers directly: " + where;
            stop.hint = "use READ_REGISTER_... and WRITE_REGISTER_... with addresses from MmMapIoSpace(Ex)";
            return;
        }
    }
    stop.text = fmt::format("{} touched the address {:#x}, where there is no memory it may use", subject(), address);
    stop.hint = "the pointer is wild: overwritten, never initialised, or the object is gone";
}

/// Runs on the landing stack, outside the signal handler, in place of the code that failed.
[[noreturn]] void land() {
    Stop stop;
    stop.reason = StopReason::Crash;
    stop.signal = failure.signal;
    stop.fault_address = failure.fault_address;
    stop.stack.assign(failure.frames.begin(),
                      failure.frames.begin() + static_cast<std::ptrdiff_t>(failure.frame_count));
    Executive *executive = Executive::current_or_null();
    switch (failure.signal) {
    case SIGUSR1:
    case SIGVTALRM:
        stop.reason = StopReason::Hang;
        stop.signal = 0;
        stop.hint =
            "look for a loop whose end condition cannot become true; a spin on a variable needs somebody to change it";
        if (failure.in_model) {
            stop.reason = StopReason::Crash; // whatever the driver does, it would be judged against a broken device
            stop.signal = failure.signal;
            stop.text = subject() + " does not come back";
            break;
        }
        stop.text = "the driver's code does not come back: it computes without ever calling the kernel";
        break;
    case SIGSEGV:
    case SIGBUS:
        describe_memory_fault(stop);
        break;
    case SIGFPE:
        stop.text = failure.code == FPE_INTDIV ? subject() + " divided an integer by zero"
                                               : subject() + " caused " + std::string(signal_words(failure.signal));
        stop.hint = "check divisors that come from formats, sizes and rates";
        break;
    case SIGABRT:
        if (const std::string thrown = failure.in_model ? thrown_text() : std::string(); !thrown.empty()) {
            stop.text = subject() + " threw " + thrown;
            stop.hint = "nobody above a model catches what it throws: handle it inside, and let the register say so";
            if (!thrown_stack().empty()) {
                stop.signal = 0; // the stack is the throw's, whose first address is a call's
                stop.stack = thrown_stack();
            }
            break;
        }
        if (executive != nullptr && executive->raised_status != 0) {
            stop.reason = StopReason::BugCheck;
            stop.bug_check_code = 0x1E;
            stop.bug_check_parameters[0] = static_cast<std::uint32_t>(executive->raised_status);
            stop.text = fmt::format("the driver raised the status {:#010x} and nobody handled it",
                                    static_cast<std::uint32_t>(executive->raised_status));
            stop.hint = "ExRaiseStatus needs a __try/__except around it";
            break;
        }
        [[fallthrough]];
    default:
        stop.text = subject() + " caused " + std::string(signal_words(failure.signal));
        break;
    }
    landing = 0;
    hang_retries = 0;
    if (Fiber::running() == nullptr) leave_host_code(std::move(stop));
    System::current().abandon_running_code(std::move(stop));
}

std::uintptr_t instruction_of(const ucontext_t &context) {
#if defined(__x86_64__)
    return static_cast<std::uintptr_t>(context.uc_mcontext.gregs[REG_RIP]);
#else
    return context.uc_mcontext.pc;
#endif
}

std::uintptr_t stack_pointer_of(const ucontext_t &context) {
#if defined(__x86_64__)
    return static_cast<std::uintptr_t>(context.uc_mcontext.gregs[REG_RSP]);
#else
    return context.uc_mcontext.sp;
#endif
}

/// A word of somebody else's frame, which AddressSanitizer would take for an error.
__attribute__((no_sanitize("address"))) std::uintptr_t word_of_stack(std::uintptr_t place) {
    return *reinterpret_cast<const std::uintptr_t *>(place);
}

/// Deep in a library without frame pointers (abort, raise) the chain is lost: the words on the stack that point into
/// the driver are its return addresses, the innermost first.
void scan_for_driver_frames(std::uintptr_t stack_pointer) {
    constexpr std::size_t words_max = 512;
    constexpr std::size_t frames_max = 4;
    std::size_t found = 0;
    for (std::size_t i = 0; i < words_max && found < frames_max && failure.frame_count < failure.frames.size(); ++i) {
        const std::uintptr_t place = stack_pointer + i * sizeof(std::uintptr_t);
        if (!running_stack().contains(place, sizeof(std::uintptr_t))) return;
        const std::uintptr_t word = word_of_stack(place);
        if (!is_foreign(word)) continue;
        failure.frames[failure.frame_count++] = word;
        ++found;
    }
}

void note_failure(int signal, const siginfo_t &info, const ucontext_t &context) {
    failure = {};
    failure.signal = signal;
    failure.code = info.si_code;
    failure.fault_address = reinterpret_cast<std::uintptr_t>(info.si_addr);
    if (signal != SIGSEGV && signal != SIGBUS && signal != SIGFPE && signal != SIGILL) failure.fault_address = 0;
    failure.frames[0] = instruction_of(context) + 1; // like a return address: one past the place
#if defined(__x86_64__)
    const auto *registers = context.uc_mcontext.gregs;
    std::uintptr_t frame = static_cast<std::uintptr_t>(registers[REG_RBP]);
    for (int i = REG_R8; i <= REG_RCX; ++i) {
        if (static_cast<std::uint64_t>(registers[i]) == poison_word) failure.poisoned_register = true;
        if (static_cast<std::uint64_t>(registers[i]) == fence_word) failure.fence_register = true;
    }
    // Called through a null or wild function pointer: the caller's address is on top of the stack.
    const std::uintptr_t stack_pointer = static_cast<std::uintptr_t>(registers[REG_RSP]);
    if (instruction_of(context) == failure.fault_address && signal == SIGSEGV &&
        running_stack().contains(stack_pointer, sizeof(std::uintptr_t))) {
        failure.frames[failure.frame_count++] = word_of_stack(stack_pointer);
    } else {
        failure.frame_count = 1;
        // In a library function without a frame (memcpy, memset): its caller is on top of the stack, not in the chain.
        if (!is_foreign(instruction_of(context)) && running_stack().contains(stack_pointer, sizeof(std::uintptr_t))) {
            const std::uintptr_t caller = word_of_stack(stack_pointer);
            if (is_foreign(caller)) failure.frames[failure.frame_count++] = caller;
        }
    }
#else
    std::uintptr_t frame = context.uc_mcontext.regs[29];
    failure.frame_count = 1;
#endif
    if (const Fiber *fiber = Fiber::running())
        failure.in_guard_page = fiber->guard_page_contains(failure.fault_address);
    failure.frame_count += walk_frames(frame, running_stack(), std::span(failure.frames).subspan(failure.frame_count));
    const auto known = std::span(failure.frames).first(failure.frame_count);
    if (std::none_of(known.begin(), known.end(), is_foreign)) scan_for_driver_frames(stack_pointer_of(context));
    for (std::size_t i = 0; i < failure.frame_count && !failure.in_model; ++i) {
        failure.in_model = model_code_contains(failure.frames[i]);
        if (DriverModule::any_contains(failure.frames[i])) break;
    }
    if (signal == SIGABRT && !thrown_stack().empty()) failure.in_model = true;
}

void continue_at_landing(ucontext_t &context) {
    landing = 1;
    const std::uintptr_t top = reinterpret_cast<std::uintptr_t>(landing_stack.data() + landing_stack.size());
#if defined(__x86_64__)
    auto *registers = context.uc_mcontext.gregs;
    *reinterpret_cast<std::uintptr_t *>(top - 8) = 0;
    registers[REG_RSP] = static_cast<greg_t>(top - 8); // as after a call: 8 below a multiple of 16
    registers[REG_RBP] = 0;
    registers[REG_EFL] &= ~0x500LL; // direction flag and single step
    registers[REG_RIP] = reinterpret_cast<greg_t>(&land);
#else
    context.uc_mcontext.sp = top;
    context.uc_mcontext.regs[29] = 0;
    context.uc_mcontext.regs[30] = 0;
    context.uc_mcontext.pc = reinterpret_cast<std::uintptr_t>(&land);
#endif
}

[[noreturn]] void own_defect(int signal, const siginfo_t &info, const ucontext_t &context) {
    failure.frame_count = 0;
    note_failure(signal, info, context);
    char line[160];
    int length = std::snprintf(line, sizeof line,
                               "acxsim: internal error: signal %d at address %p outside driver code; stack:\n", signal,
                               info.si_addr);
    [[maybe_unused]] ssize_t written = write(STDERR_FILENO, line, static_cast<std::size_t>(length));
    for (std::size_t i = 0; i < failure.frame_count; ++i) {
        Dl_info found{};
        const bool named = dladdr(reinterpret_cast<void *>(failure.frames[i]), &found) != 0;
        length = std::snprintf(line, sizeof line, "  %#lx %.60s %.60s\n", static_cast<unsigned long>(failure.frames[i]),
                               named && found.dli_fname ? found.dli_fname : "",
                               named && found.dli_sname ? found.dli_sname : "");
        written = write(STDERR_FILENO, line, static_cast<std::size_t>(length));
    }
    syscall(SYS_exit_group, internal_error_exit_code);
    __builtin_unreachable();
}

bool simulated_code_runs() {
    return Fiber::running() != nullptr && System::current_or_null() != nullptr && landing == 0;
}

/// A loaded model's event on the host stack: the run can still end in order.
bool guarded_model_runs() { return Fiber::running() == nullptr && host_code_is_guarded() && landing == 0; }

void on_crash(int signal, siginfo_t *info, void *raw_context) {
    auto &context = *static_cast<ucontext_t *>(raw_context);
    const bool guarded = guarded_model_runs();
    if (!simulated_code_runs() && !guarded) own_defect(signal, *info, context);
    note_failure(signal, *info, context);
    if (guarded && !failure.in_model) own_defect(signal, *info, context);
    continue_at_landing(context);
}

void arm_retry() {
    itimerval soon{};
    soon.it_value.tv_usec = 100;
    setitimer(ITIMER_VIRTUAL, &soon, nullptr);
}

/// The driver must not be cut off in the middle of a call into the simulator, which would leave our data half changed:
/// then the machine is asked to stop, and the driver looked at again a moment later.
void on_hang(int signal, siginfo_t *info, void *raw_context) {
    auto &context = *static_cast<ucontext_t *>(raw_context);
    System *system = System::current_or_null();
    if (system == nullptr) return;
    if (guarded_model_runs() && model_code_contains(instruction_of(context))) {
        note_failure(signal, *info, context);
        continue_at_landing(context);
        return;
    }
    if (!simulated_code_runs()) {
        system->request_stop(StopReason::Hang);
        return;
    }
    if (!is_foreign(instruction_of(context)) && hang_retries < static_cast<int>(hang_retries_max)) {
        hang_retries = hang_retries + 1;
        system->request_stop(StopReason::Hang);
        arm_retry();
        return;
    }
    note_failure(signal, *info, context);
    continue_at_landing(context);
}

[[noreturn]] void stop_because_of_exit(const char *function, int code, const void *frame_address) {
    Stop stop;
    stop.reason = StopReason::Exit;
    stop.stack = capture_stack(frame_address);
    stop.text = fmt::format("the driver's code ended the process: {}({})", function, code);
    stop.hint = "a driver cannot end anything; return an error status, or call KeBugCheckEx if the machine must stop";
    System::current().abandon_running_code(std::move(stop));
}

[[noreturn]] void leave_process(const char *function, int code) {
    using Leave = void (*)(int);
    if (auto real = reinterpret_cast<Leave>(dlsym(RTLD_NEXT, function))) real(code);
    syscall(SYS_exit_group, code);
    __builtin_unreachable();
}

} // namespace

void install_crash_handlers() {
    stack_t alternate{};
    alternate.ss_sp = handler_stack.data();
    alternate.ss_size = handler_stack.size();
    sigaltstack(&alternate, nullptr);
    running_stack(); // learn the host stack's bounds while that is safe
    struct sigaction action {};
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    action.sa_sigaction = on_crash;
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT})
        sigaction(signal, &action, nullptr);
    action.sa_flags |= SA_RESTART;
    action.sa_sigaction = on_hang;
    for (const int signal : {SIGUSR1, SIGVTALRM})
        sigaction(signal, &action, nullptr);
}

void install_exit_trap() {
    // The definitions below take precedence over the C library's for the executable and for driver modules. What they
    // cannot see (a library that calls its own exit) is caught here.
    static bool installed = false;
    if (installed) return;
    installed = true;
    std::atexit([] {
        if (simulated_code_runs()) stop_because_of_exit("exit", 0, __builtin_frame_address(0));
    });
}

} // namespace acxsim::kernel

extern "C" {

__attribute__((visibility("default"))) void exit(int code) noexcept {
    using namespace acxsim::kernel;
    if (simulated_code_runs()) stop_because_of_exit("exit", code, __builtin_frame_address(0));
    leave_process("exit", code);
}

__attribute__((visibility("default"))) void _exit(int code) {
    using namespace acxsim::kernel;
    if (simulated_code_runs()) stop_because_of_exit("_exit", code, __builtin_frame_address(0));
    syscall(SYS_exit_group, code);
    __builtin_unreachable();
}

__attribute__((visibility("default"))) void _Exit(int code) noexcept {
    using namespace acxsim::kernel;
    if (simulated_code_runs()) stop_because_of_exit("_Exit", code, __builtin_frame_address(0));
    syscall(SYS_exit_group, code);
    __builtin_unreachable();
}

__attribute__((visibility("default"))) void quick_exit(int code) noexcept {
    using namespace acxsim::kernel;
    if (simulated_code_runs()) stop_because_of_exit("quick_exit", code, __builtin_frame_address(0));
    leave_process("quick_exit", code);
}

/// Sanitizer builds: crashes are the driver's, and ours to report; a driver's leaks are reported by tag.
__attribute__((visibility("default"), no_sanitize("address"))) const char *__asan_default_options() {
    return "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0:handle_sigtrap=0:"
           "allow_user_segv_handler=1:use_sigaltstack=0:detect_leaks=0:detect_stack_use_after_return=0";
}

} // extern "C"
