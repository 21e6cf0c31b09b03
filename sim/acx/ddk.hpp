// SPDX-License-Identifier: MIT
//
// The driver-facing headers as the ACX floor sees them. Only the floor's own sources include this file, and after every
// simulator header: the floors above must not see Windows' macros.
#pragma once

// Standard headers that mind the macros for wide strings come first, whoever includes them later.
#include <cwctype>
#include <functional>
#include <string>

#ifndef NOMINMAX
#define NOMINMAX
#endif
#include "ntddk.h"
#include "wdf.h"

#include "ks.h"
#include "ksmedia.h"

#include "acx.h"
