// SPDX-License-Identifier: MIT
//
// From here on DEFINE_GUID and DEFINE_DEVPROPKEY define their constants instead of declaring them.
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
#ifdef DEFINE_DEVPROPKEY
#include "devpropdef.h"
#endif
