// SPDX-License-Identifier: MIT
//
// Framework file objects: one for each handle that an application opened. Their configuration stands with the device.
// Source: the pages of wdffileobject.h.
#ifndef ACXSIM_DDK_WDF_FILEOBJECT_H
#define ACXSIM_DDK_WDF_FILEOBJECT_H

#include "object.h"

EXTERN_C_START

WDFAPI PUNICODE_STRING WdfFileObjectGetFileName(WDFFILEOBJECT FileObject);
WDFAPI ULONG WdfFileObjectGetFlags(WDFFILEOBJECT FileObject);
WDFAPI WDFDEVICE WdfFileObjectGetDevice(WDFFILEOBJECT FileObject);
WDFAPI PFILE_OBJECT WdfFileObjectWdmGetFileObject(WDFFILEOBJECT FileObject);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_FILEOBJECT_H
