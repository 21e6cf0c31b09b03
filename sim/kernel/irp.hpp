// SPDX-License-Identifier: MIT
//
// I/O request packets as the I/O manager handles them: made with their stack of locations, sent to the device below,
// completed back up through the completion routines, cancelled through the cancel routine. The layout is that of
// sim/ddk/wdm/irp.h. Leaves out: fast I/O, associated IRPs, the thread's list of IRPs, APCs.
// Source: IofCallDriver, IofCompleteRequest, IoCancelIrp, IoSetCompletionRoutine pages.
#pragma once

#include <cstdint>

#include "sim/kernel/pool.hpp"
#include "sim/kernel/spin_lock.hpp"

struct _DEVICE_OBJECT;
struct _IRP;

namespace acxsim::kernel {

/// An IRP with that many stack locations; no driver owns it yet. `kind` Object: the driver asked for it and must free
/// it (a leak if not); Framework: somebody inside the simulator does.
_IRP *allocate_irp(unsigned stack_locations, MemoryKind kind = MemoryKind::Framework);
void free_irp(_IRP *irp, MemoryKind kind = MemoryKind::Framework);

/// Moves to the next stack location and calls the dispatch routine of the device's driver. Returns its NTSTATUS.
std::uint32_t call_driver(_DEVICE_OBJECT *device, _IRP *irp);

/// Ends the request with what stands in IoStatus: completion routines from the innermost to the outermost, until one
/// keeps the IRP (STATUS_MORE_PROCESSING_REQUIRED). Then finish_irp().
void complete_irp(_IRP *irp);

/// IRP::AllocationFlags of one that the I/O manager made for a driver (IoBuild...Request) and frees when it is over.
inline constexpr unsigned char irp_freed_on_completion = 0x80;
/// All drivers have seen it: hands the result of such an IRP to who waits, and frees it. Others are their maker's
/// affair.
void finish_irp(_IRP *irp);

/// Sets Cancel and calls the cancel routine if there is one; false: there is none, the request goes on.
bool cancel_irp(_IRP *irp);
/// The lock that a driver's cancel routine is called with and must give back (IoReleaseCancelSpinLock).
SpinLock &cancel_spin_lock();

/// Dispatch, completion and cancel routines of the simulator itself: no callbacks of the driver, and no cancel lock.
void declare_own_io_routine(const void *routine);
bool is_own_io_routine(const void *routine);

} // namespace acxsim::kernel
