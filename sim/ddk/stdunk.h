// SPDX-License-Identifier: MIT
//
// stdunk.h: IUnknown in kernel mode, for drivers that include the header out of habit. The CUnknown base class of port
// class drivers is not here: ACX has no use for it.
#ifndef ACXSIM_DDK_STDUNK_H
#define ACXSIM_DDK_STDUNK_H

#include "guiddef.h"
#include "ntdef.h"

#ifdef __cplusplus

struct IUnknown {
    virtual NTSTATUS QueryInterface(REFIID InterfaceId, PVOID *Interface) = 0;
    virtual ULONG AddRef() = 0;
    virtual ULONG Release() = 0;
};
typedef IUnknown *PUNKNOWN, *LPUNKNOWN;

#endif // __cplusplus

#endif // ACXSIM_DDK_STDUNK_H
