// SPDX-License-Identifier: MIT
//
// The same driver in C and in C++: every line of expected.txt once. Included by traced.c and traced.cpp after their
// .tmh; lines are counted in this file.

static ULONG BenchEvaluated;
static ULONG BenchCount(VOID) { return ++BenchEvaluated; }

static NTSTATUS BenchCall(NTSTATUS Status) {
    TraceSteps("called with %!STATUS!", Status);
    LEAVE_IF_BAD(Status);
    TraceSteps("goes on");
    return STATUS_SUCCESS;
}

DRIVER_INITIALIZE DriverEntry;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) {
    UNICODE_STRING name;
    LARGE_INTEGER big;
    GUID id = {0x01020304, 0x0506, 0x0708, {0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10}};
    BENCH_STATE state = BenchRunning;
    UCHAR small = 0xf0;
    PVOID block;

    WPP_INIT_TRACING(DriverObject, RegistryPath);
    RtlInitUnicodeString(&name, L"Speaker0");
    big.QuadPart = 0x123456789aLL;
    block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 0x1000, 'hcnB');

    TraceBench(TRACE_LEVEL_INFORMATION, BENCH_POWER, "entry of %!FUNC! in %!FILE!");
    TraceBench(TRACE_LEVEL_WARNING, BENCH_ALL, "%wZ %I64x %p %p", &name, big.QuadPart, NULL, block);
    TraceBench(TRACE_LEVEL_ERROR, BENCH_STREAM, "%!GUID! %!bench_state! %!bench_speed! %02x %!bool!", &id, state, 1,
               small, TRUE);
    DoTraceMessage(BENCH_POWER, "the built-in one: %s %ws %u%%", "narrow", L"wide", 99);
    if (!NT_SUCCESS(BenchCall(STATUS_SUCCESS)))
        TraceBench(TRACE_LEVEL_ERROR, BENCH_ALL, "not reached");
    else
        TraceBench(TRACE_LEVEL_VERBOSE, BENCH_ALL, "after an else");
    (void)BenchCall(STATUS_INVALID_PARAMETER);
    QUIET_NOTE("never %u", BenchCount());
    TraceBench(TRACE_LEVEL_CRITICAL, BENCH_ALL, "evaluated %u times", BenchEvaluated);

    ExFreePoolWithTag(block, 'hcnB');
    WPP_CLEANUP(DriverObject);
    return STATUS_SUCCESS;
}
