// SPDX-License-Identifier: MIT
//
// The WPP inflight trace recorder, as far as drivers set it up. The simulator keeps every line of every log, so that a
// log's sizes are taken and have no effect. Source: wpprecorder.h reference.
#ifndef ACXSIM_DDK_WPPRECORDER_H
#define ACXSIM_DDK_WPPRECORDER_H

#include "ntdef.h"
#include "ntstatus.h"

#define RECORDER_LOG_IDENTIFIER_MAX_CHARS 16
#define RECORDER_LOG_DEFAULT_BUFFER_SIZE 1024
#define RECORDER_LOG_DEFAULT_ERR_PARTITION_SIZE (RECORDER_LOG_DEFAULT_BUFFER_SIZE / 2)

EXTERN_C_START

typedef struct RECORDER_LOG__ *RECORDER_LOG, **PRECORDER_LOG;

typedef enum _WPP_RECORDER_TRI_STATE {
    WppRecorderFalse = 0,
    WppRecorderTrue = 1,
    WppRecorderUseDefault = 2
} WPP_RECORDER_TRI_STATE,
    *PWPP_RECORDER_TRI_STATE;

typedef struct _RECORDER_CONFIGURE_PARAMS {
    ULONG Size;
    BOOLEAN CreateDefaultLog;
    WPP_RECORDER_TRI_STATE UseTimeStamp;
    WPP_RECORDER_TRI_STATE PreciseTimeStamp;
} RECORDER_CONFIGURE_PARAMS, *PRECORDER_CONFIGURE_PARAMS;

DDKINLINE VOID RECORDER_CONFIGURE_PARAMS_INIT(PRECORDER_CONFIGURE_PARAMS Params) {
    Params->Size = sizeof(*Params);
    Params->CreateDefaultLog = 1;
    Params->UseTimeStamp = WppRecorderUseDefault;
    Params->PreciseTimeStamp = WppRecorderUseDefault;
}

typedef struct _RECORDER_LOG_CREATE_PARAMS {
    ULONG Size;
    PVOID LargeBufferPtr;
    ULONG TotalBufferSize;
    ULONG ErrorPartitionSize;
    ULONG_PTR LogIdentifierAppendValue;
    BOOLEAN LogIdentifierAppendValueSet;
    ULONG LogIdentifierSize;
    CHAR LogIdentifier[RECORDER_LOG_IDENTIFIER_MAX_CHARS];
    WPP_RECORDER_TRI_STATE UseTimeStamp;
    WPP_RECORDER_TRI_STATE PreciseTimeStamp;
} RECORDER_LOG_CREATE_PARAMS, *PRECORDER_LOG_CREATE_PARAMS;

DDKINLINE VOID RECORDER_LOG_CREATE_PARAMS_INIT(PRECORDER_LOG_CREATE_PARAMS Params, PCSTR LogIdentifier) {
    ULONG i = 0;
    memset(Params, 0, sizeof(*Params));
    Params->Size = sizeof(*Params);
    Params->TotalBufferSize = RECORDER_LOG_DEFAULT_BUFFER_SIZE;
    Params->ErrorPartitionSize = RECORDER_LOG_DEFAULT_ERR_PARTITION_SIZE;
    Params->LogIdentifierSize = sizeof(Params->LogIdentifier);
    Params->UseTimeStamp = WppRecorderUseDefault;
    Params->PreciseTimeStamp = WppRecorderUseDefault;
    for (; LogIdentifier != NULL && LogIdentifier[i] != 0 && i + 1 < RECORDER_LOG_IDENTIFIER_MAX_CHARS; ++i)
        Params->LogIdentifier[i] = LogIdentifier[i];
}

DDKINLINE VOID RECORDER_LOG_CREATE_PARAMS_INIT_APPEND_POINTER(PRECORDER_LOG_CREATE_PARAMS Params, PCSTR LogIdentifier,
                                                              PVOID LogIdentifierAppendPointer) {
    RECORDER_LOG_CREATE_PARAMS_INIT(Params, LogIdentifier);
    Params->LogIdentifierAppendValue = (ULONG_PTR)LogIdentifierAppendPointer;
    Params->LogIdentifierAppendValueSet = 1;
}

NTKERNELAPI VOID WppRecorderConfigure(PRECORDER_CONFIGURE_PARAMS ConfigureParams);
NTKERNELAPI NTSTATUS WppRecorderLogCreate(PRECORDER_LOG_CREATE_PARAMS CreateParams, RECORDER_LOG *RecorderLog);
NTKERNELAPI VOID WppRecorderLogDelete(RECORDER_LOG RecorderLog);
NTKERNELAPI BOOLEAN WppRecorderIsDefaultLogAvailable(VOID);
NTKERNELAPI RECORDER_LOG WppRecorderLogGetDefault(VOID);
NTKERNELAPI NTSTATUS WppRecorderLogSetIdentifier(RECORDER_LOG RecorderLog, PCSTR LogIdentifier);

EXTERN_C_END

#endif // ACXSIM_DDK_WPPRECORDER_H
