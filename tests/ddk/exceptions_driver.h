// SPDX-License-Identifier: MIT
//
// Structured exceptions as drivers write them. Compiled as C and as C++ (exceptions_c.c, exceptions_cpp.cpp), each
// under its own prefix; exceptions_test.cpp runs both. Every function returns what it saw.
#include <ntddk.h>

EXTERN_C_START

// The handler runs, with the status that was raised, and execution goes on behind it.
int EXCEPTION_CASE(Handled)(void);
int EXCEPTION_CASE(Handled)(void) {
    volatile int steps = 0;
    __try {
        steps = steps + 1;
        ExRaiseStatus(STATUS_INVALID_PARAMETER);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        steps = steps + (GetExceptionCode() == STATUS_INVALID_PARAMETER ? 10 : 1000);
    }
    return steps + 100;
}

// Nothing raised: the handler does not run; a raise afterwards goes to the next block, not to the finished one.
int EXCEPTION_CASE(NotRaised)(void);
int EXCEPTION_CASE(NotRaised)(void) {
    volatile int steps = 0;
    __try {
        __try {
            steps = steps + 1;
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            steps = steps + 1000;
        }
        ExRaiseStatus(STATUS_NO_MEMORY);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        steps = steps + 10;
    }
    return steps;
}

// A filter that does not want the status passes it on to the block around it.
int EXCEPTION_CASE(Filtered)(NTSTATUS raised);
int EXCEPTION_CASE(Filtered)(NTSTATUS raised) {
    volatile int steps = 0;
    __try {
        __try {
            ExRaiseStatus(raised);
        } __except (GetExceptionCode() == STATUS_NO_MEMORY ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
            steps = steps + 1;
        }
        steps = steps + 10;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        steps = steps + 100;
    }
    return steps;
}

// return and __leave leave the block for good.
int EXCEPTION_CASE(Left)(int how);
int EXCEPTION_CASE(Left)(int how) {
    __try {
        if (how == 0) return 7;
        if (how == 1) __leave;
        ExRaiseStatus(STATUS_UNSUCCESSFUL);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return 9;
    }
    return 8;
}

// A DDI that raises by itself, below other frames of the driver.
static PVOID EXCEPTION_CASE(Deeper)(int depth) {
    if (depth > 0) return EXCEPTION_CASE(Deeper)(depth - 1);
    return ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_RAISE_ON_FAILURE, 0, 'txeD');
}
int EXCEPTION_CASE(RaisedByPool)(void);
int EXCEPTION_CASE(RaisedByPool)(void) {
    __try {
        (void)EXCEPTION_CASE(Deeper)(5);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return 0;
}

// The handler waits, so that other threads run, and still knows its exception.
int EXCEPTION_CASE(WaitsInHandler)(NTSTATUS raised);
int EXCEPTION_CASE(WaitsInHandler)(NTSTATUS raised) {
    LARGE_INTEGER interval;
    interval.QuadPart = -10000;
    __try {
        ExRaiseStatus(raised);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        KeDelayExecutionThread(KernelMode, FALSE, &interval);
        return GetExceptionCode();
    }
    return 0;
}

// __finally runs when nothing was raised and when something was.
int EXCEPTION_CASE(Finally)(int raise);
int EXCEPTION_CASE(Finally)(int raise) {
    volatile int steps = 0;
    __try {
        __try {
            steps = steps + 1;
            if (raise) ExRaiseStatus(STATUS_UNSUCCESSFUL);
        } __finally {
            steps = steps + 10;
        }
        steps = steps + 100;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        steps = steps + 1000;
    }
    return steps;
}

int EXCEPTION_CASE(Unhandled)(void);
int EXCEPTION_CASE(Unhandled)(void) {
    __try {
        __try {
            ExRaiseStatus(STATUS_NO_MEMORY);
        } __except (EXCEPTION_CONTINUE_SEARCH) {
            return 1;
        }
    } __except (EXCEPTION_CONTINUE_SEARCH) {
        return 2;
    }
    return 3;
}

EXTERN_C_END
