// SPDX-License-Identifier: MIT
#include <ntddk.h>

#include "trace.h"
#include "traced_c.tmh"

#include "body.h"
