// SPDX-License-Identifier: MIT
//
// Compile-time facts about the driver headers that hold in C and in C++: sizes, offsets, enumerators, status values.
// Included by c_headers.c and cpp_headers.cpp after every DDK header.
#ifndef ACXSIM_TESTS_DDK_LAYOUT_CHECKS_H
#define ACXSIM_TESTS_DDK_LAYOUT_CHECKS_H

// --- base types: Windows sizes ---
C_ASSERT(sizeof(WCHAR) == 2);
C_ASSERT(sizeof(L"ab") == 6);
C_ASSERT(sizeof(LONG) == 4 && sizeof(ULONG) == 4 && sizeof(DWORD) == 4);
C_ASSERT(sizeof(LONGLONG) == 8 && sizeof(ULONG64) == 8);
C_ASSERT(sizeof(BOOLEAN) == 1 && sizeof(BOOL) == 4);
C_ASSERT(sizeof(GUID) == 16 && sizeof(LARGE_INTEGER) == 8);
C_ASSERT(sizeof(UNICODE_STRING) == 16 && offsetof(UNICODE_STRING, Buffer) == 8);
C_ASSERT(LONG_MAX == 0x7fffffff && ULONG_MAX == 0xffffffffu);

// --- objects that drivers embed: fixed sizes ---
C_ASSERT(sizeof(DISPATCHER_HEADER) == 24 && offsetof(DISPATCHER_HEADER, SignalState) == 4);
C_ASSERT(sizeof(KSPIN_LOCK) == 8);
C_ASSERT(sizeof(KEVENT) == 24 && sizeof(KSEMAPHORE) == 32 && sizeof(KMUTEX) == 56);
C_ASSERT(sizeof(KTIMER) == 64 && sizeof(KDPC) == 64);
C_ASSERT(offsetof(KTIMER, Header) == 0 && offsetof(KMUTEX, Header) == 0 && offsetof(KSEMAPHORE, Header) == 0);
C_ASSERT(sizeof(WORK_QUEUE_ITEM) == 32 && sizeof(EX_RUNDOWN_REF) == 8);
C_ASSERT(sizeof(MDL) == 48 && offsetof(MDL, StartVa) == 32 && offsetof(MDL, ByteOffset) == 44);
C_ASSERT(sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR) == 20);
C_ASSERT(sizeof(SLIST_HEADER) == 16);
C_ASSERT(sizeof(LIST_ENTRY) == 16);

// --- status values, contract section 2.4 ---
C_ASSERT(STATUS_SUCCESS == 0);
C_ASSERT((ULONG)STATUS_INVALID_PARAMETER == 0xC000000D);
C_ASSERT((ULONG)STATUS_NO_MEMORY == 0xC0000017);
C_ASSERT((ULONG)STATUS_INSUFFICIENT_RESOURCES == 0xC000009A);
C_ASSERT((ULONG)STATUS_DATA_OVERRUN == 0xC000003C);
C_ASSERT((ULONG)STATUS_DATA_LATE_ERROR == 0xC000003D);
C_ASSERT((ULONG)STATUS_INTEGER_OVERFLOW == 0xC0000095);
C_ASSERT((ULONG)STATUS_DEVICE_NOT_READY == 0xC00000A3);
C_ASSERT((ULONG)STATUS_NOT_SUPPORTED == 0xC00000BB);
C_ASSERT((ULONG)STATUS_INVALID_DEVICE_STATE == 0xC0000184);
C_ASSERT((ULONG)STATUS_INVALID_STATE_TRANSITION == 0xC000A003);
C_ASSERT(!NT_SUCCESS(STATUS_UNSUCCESSFUL) && NT_SUCCESS(STATUS_PENDING) && !NT_SUCCESS(STATUS_BUFFER_OVERFLOW));
C_ASSERT(KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM == 0x200 && AcxStreamSetRenderPacketEndOfStream == 0x200);

// --- kernel streaming ---
C_ASSERT(sizeof(KSDATAFORMAT) == 64 && offsetof(KSDATAFORMAT, MajorFormat) == 16);
C_ASSERT(offsetof(KSDATAFORMAT, SubFormat) == 32 && offsetof(KSDATAFORMAT, Specifier) == 48);
C_ASSERT(sizeof(WAVEFORMATEX) == 18 && sizeof(WAVEFORMATEXTENSIBLE) == 40);
C_ASSERT(offsetof(WAVEFORMATEXTENSIBLE, SubFormat) == 24);
C_ASSERT(sizeof(KSDATAFORMAT_WAVEFORMATEXTENSIBLE) == 104 && sizeof(KSDATAFORMAT_WAVEFORMATEX) == 82);
C_ASSERT(sizeof(KSIDENTIFIER) == 24);
C_ASSERT(KSSTATE_STOP == 0 && KSSTATE_RUN == 3);
C_ASSERT(KSPROPERTY_RTAUDIO_PACKETVREGISTER == 13 && KSPROPERTY_RTAUDIO_PACKETCOUNT == 9);
C_ASSERT(KSAUDIO_SPEAKER_STEREO == 3 && KSAUDIO_SPEAKER_5POINT1 == 0x3F && KSAUDIO_SPEAKER_7POINT1_SURROUND == 0x63F);

// --- WDF and ACX ---
C_ASSERT(WdfUseDefault == 2 && WdfPowerDeviceD0 == 1 && WdfPowerDeviceD3Final == 5);
C_ASSERT(WdfMemoryDescriptorTypeInvalid == 0 && WdfMemoryDescriptorTypeMdl == 2);
C_ASSERT(AcxStreamStateStop == 0 && AcxStreamStatePause == 2 && AcxStreamStateRun == 3 && AcxStreamStateMaximum == 4);
C_ASSERT(AcxPinTypeSink == 1 && AcxPinTypeSource == 2 && AcxCircuitTypeRender == 1 && AcxCircuitTypeCapture == 2);
C_ASSERT(AcxDxExitLatencyInstant == 0 && AcxDxExitLatencyResponsive == 2);
C_ASSERT(offsetof(ACX_RTPACKET, Size) == 0 && offsetof(ACX_PIN_CONFIG, Size) == 0);
C_ASSERT(offsetof(ACX_STREAM_CALLBACKS, EvtAcxStreamRun) > offsetof(ACX_STREAM_CALLBACKS, EvtAcxStreamReleaseHardware));
C_ASSERT(PAGE_SIZE == 4096 && ADDRESS_AND_SIZE_TO_SPAN_PAGES(0xFFF, 2) == 2 && ROUND_TO_PAGES(1) == 4096);
C_ASSERT(CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS) == 0x222000);

#endif // ACXSIM_TESTS_DDK_LAYOUT_CHECKS_H
