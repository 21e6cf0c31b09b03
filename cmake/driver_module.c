// SPDX-License-Identifier: MIT
//
// Linked into every driver module (AcxsimAddDriver.cmake): which binary interface of the simulator the module was built
// for. The loader compares it with its own before it runs anything of the module.
#include <acxsim_abi.h>

__attribute__((visibility("default"))) extern const unsigned acxsim_driver_abi;
const unsigned acxsim_driver_abi = ACXSIM_DDK_ABI;
