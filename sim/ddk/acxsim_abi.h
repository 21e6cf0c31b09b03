// SPDX-License-Identifier: MIT
//
// The number of the binary interface between driver modules and the simulator: structure layouts, table sizes and
// function signatures of these headers. It goes up whenever one of them changes in a way that a module compiled
// against the older headers would not survive. Every module carries the number it was built with
// (cmake/driver_module.c exports it as `acxsim_driver_abi`); the loader refuses a module that carries another.
#ifndef ACXSIM_ABI_H
#define ACXSIM_ABI_H

#define ACXSIM_DDK_ABI 2u

#endif // ACXSIM_ABI_H
