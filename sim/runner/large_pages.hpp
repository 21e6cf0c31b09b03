// SPDX-License-Identifier: MIT
//
// Large pages under the heap. A machine of hundreds of streams goes through tens of megabytes of small objects for
// every packet, and on pages of 4 KiB each of them costs a walk through the page tables besides. (The driver's memory
// stays on small pages: there each block has one of its own.)
#pragma once

#include "sim/scenario/plan.hpp"

namespace acxsim::runner {

/// Grows the heap by what a machine of that plan will need, and asks the host for large pages there. Memory that is not
/// used later costs nothing. No effect for small machines, or where the host has no large pages to give.
void prepare_heap(const scenario::Plan &plan);

} // namespace acxsim::runner
