// SPDX-License-Identifier: MIT
//
// Driver annotations of the first generation (__drv_maxIRQL ...), all empty.
#ifndef ACXSIM_DDK_DRIVERSPECS_H
#define ACXSIM_DDK_DRIVERSPECS_H

#include "specstrings.h"

#define __drv_aliasesMem
#define __drv_mustHoldCriticalRegion
#define __drv_neverHoldCriticalRegion
#define __drv_inTry
#define __drv_notInTry
#define __drv_isObjectPointer
#define __drv_sameIRQL
#define __drv_savesIRQL
#define __drv_restoresIRQL
#define __drv_useCancelIRQL
#define __drv_floatUsed
#define __drv_interlocked
#define __drv_maxIRQL(...)
#define __drv_minIRQL(...)
#define __drv_requiresIRQL(...)
#define __drv_setsIRQL(...)
#define __drv_raisesIRQL(...)
#define __drv_maxFunctionIRQL(...)
#define __drv_minFunctionIRQL(...)
#define __drv_savesIRQLGlobal(...)
#define __drv_restoresIRQLGlobal(...)
#define __drv_freesMem(...)
#define __drv_allocatesMem(...)
#define __drv_when(...)
#define __drv_at(...)
#define __drv_in(...)
#define __drv_out(...)
#define __drv_arg(...)
#define __drv_ret(...)
#define __drv_reportError(...)
#define __drv_functionClass(...)
#define __drv_dispatchType(...)
#define __drv_acquiresExclusiveResource(...)
#define __drv_releasesExclusiveResource(...)
#define __drv_acquiresExclusiveResourceGlobal(...)
#define __drv_releasesExclusiveResourceGlobal(...)
#define __drv_strictTypeMatch(...)
#define __drv_strictType(...)
#define __drv_preferredFunction(...)
#define __drv_valueIs(...)
#define __drv_constant(...)
#define __drv_nonConstant(...)
#define __drv_isCancelIRQL(...)
#define __drv_completionType(...)
#define __drv_clearDoInit(...)
#define __drv_innerMustHoldGlobal(...)
#define __drv_mustHold(...)
#define __drv_mustHoldGlobal(...)
#define __drv_neverHold(...)
#define __drv_neverHoldGlobal(...)

#endif // ACXSIM_DDK_DRIVERSPECS_H
