// SPDX-License-Identifier: MIT
#include <ntddk.h>

#include "trace.h"
#include "traced_cpp.tmh"

#include "body.h"
