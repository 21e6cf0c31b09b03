// SPDX-License-Identifier: MIT
//
// The exception cases, in C.
#define EXCEPTION_CASE(name) C##name
#include "exceptions_driver.h"
