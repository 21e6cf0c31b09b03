// SPDX-License-Identifier: MIT
//
// Functions that are modelled, but not in everything that their page says: what a driver developer should know before
// trusting a run. Told by `acxsim preflight`.
#pragma once

#include <string_view>

namespace acxsim::kernel {

struct DdiCaveat {
    std::string_view name; ///< of the function; with a star at the end: all that begin so
    std::string_view text;
};

inline constexpr DdiCaveat ddi_caveats[] = {
    {"ExSetTimerResolution", "the system tick stays as the scenario sets it"},
    {"KeRevertToUserAffinityThreadEx", "affinity is accepted, threads run on any processor"},
    {"KeSetCoalescableTimer", "the timer is never later for its tolerable delay"},
    {"KeSetImportanceDpc", "importance is accepted, DPCs run in the order of queueing"},
    {"KeSetSystemAffinityThreadEx", "affinity is accepted, threads run on any processor"},
    {"KeSetTargetProcessorDpc", "the DPC runs on the processor that queues it"},
    {"KeSetTargetProcessorDpcEx", "the DPC runs on the processor that queues it"},
    {"KeStackAttachProcess", "there is one address space: attaching changes nothing but the bookkeeping"},
    {"MmMapLockedPagesWithReservedMapping",
     "the result is the address that the pages have already, not one inside the reserved range"},
    {"WdfUsb*", "USB targets are declared only: creating one fails with STATUS_NOT_SUPPORTED"},
};

} // namespace acxsim::kernel
