// SPDX-License-Identifier: MIT
//
// See host.h.

#include "host.h"

// ----------------------------------------------------------------------------------------- device life

NTSTATUS Host::CreateDmaObjects(WDFDEVICE device)
{
    KeInitializeSpinLock(&eventLock_);

    WDF_DMA_ENABLER_CONFIG enablerConfig;
    WDF_DMA_ENABLER_CONFIG_INIT(&enablerConfig, WdfDmaProfileScatterGather64, PAGE_SIZE);

    const NTSTATUS status = WdfDmaEnablerCreate(device, &enablerConfig, WDF_NO_OBJECT_ATTRIBUTES, &dmaEnabler_);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return WdfCommonBufferCreate(dmaEnabler_, EventEntries * sizeof(usb::Event), WDF_NO_OBJECT_ATTRIBUTES, &events_);
}

NTSTATUS Host::MapRegisters(WDFCMRESLIST translated)
{
    for (ULONG i = 0; i < WdfCmResourceListGetCount(translated); ++i) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *resource = WdfCmResourceListGetDescriptor(translated, i);

        if (resource->Type == CmResourceTypeMemory && resource->u.Memory.Length >= usb::RegisterSpaceSize) {
            registers_ = static_cast<volatile UCHAR *>(
                MmMapIoSpaceEx(resource->u.Memory.Start, usb::RegisterSpaceSize, PAGE_READWRITE | PAGE_NOCACHE));
            return registers_ != nullptr ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
        }
    }

    return STATUS_DEVICE_CONFIGURATION_ERROR;
}

void Host::UnmapRegisters()
{
    if (registers_ != nullptr) {
        MmUnmapIoSpace(const_cast<UCHAR *>(registers_), usb::RegisterSpaceSize);
        registers_ = nullptr;
    }
}

// Whatever ran the host before leaves no trace: clearing RUN resets everything.
NTSTATUS Host::PowerUp()
{
    Write32(usb::HostControl, 0);
    Write32(usb::HostControl, usb::HostRun);
    if (Read32(usb::HostControl) != usb::HostRun) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }

    const ULONG capabilities = Read32(usb::Capabilities);
    const ULONG microframes = (capabilities >> usb::IntervalShift) & usb::IntervalMask;
    if (microframes == 0 || microframes > 8) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }
    isFullSpeed_ = (capabilities & usb::FullSpeed) != 0;
    packetsPerFrame_ = 8 / microframes;
    frameMask_ = (8u << ((capabilities >> usb::FrameBitsShift) & usb::FrameBitsMask)) - 1;

    const PHYSICAL_ADDRESS ring = WdfCommonBufferGetAlignedLogicalAddress(events_);
    Write32(usb::EventRingLower, ring.LowPart);
    Write32(usb::EventRingUpper, static_cast<ULONG>(ring.HighPart));
    Write32(usb::EventRingEntries, EventEntries);
    eventsRead_ = 0;

    if (powerCycle_ == 0) {
        for (ULONG i = 0; i < PipesMax; ++i) {
            pipes_[i].Initialize(this, i);
        }
    }
    ++powerCycle_; // endpoints are not selected any more
    return STATUS_SUCCESS;
}

void Host::PowerDown()
{
    Write32(usb::InterruptEnable, 0);
    Write32(usb::HostControl, 0);
}

// ----------------------------------------------------------------------------------------------- pipes

Pipe *Host::ClaimPipe(StreamContext *stream, bool isCapture)
{
    const ULONG index = isCapture ? 1 : 0;
    const LONG bit = static_cast<LONG>(1u << index);

    if ((InterlockedOr(&claimedPipes_, bit) & bit) != 0) {
        return nullptr;
    }
    if (!NT_SUCCESS(pipes_[index].Claim(stream))) {
        InterlockedAnd(&claimedPipes_, ~bit);
        return nullptr;
    }
    return &pipes_[index];
}

void Host::UnclaimPipe(Pipe *pipe)
{
    const ULONG index = static_cast<ULONG>(pipe - pipes_);

    pipe->Unclaim();
    InterlockedAnd(&claimedPipes_, ~static_cast<LONG>(1u << index));
}

// ------------------------------------------------------------------------------------------- interrupt

void Host::EnableInterrupt(bool enable)
{
    Write32(usb::InterruptEnable, enable ? usb::InterruptMask : 0u);
}

// The status is cleared before the events are read: one that comes in between interrupts again.
bool Host::OnInterrupt()
{
    const ULONG status = Read32(usb::InterruptStatus);
    if (status == ~0u || (status & usb::InterruptMask) == 0) {
        return false; // all ones: the device has gone
    }

    Write32(usb::InterruptStatus, status & usb::InterruptMask);
    return true;
}

// An event only says that a pipe has something; how far it has come stands in its count of completed transfers. So a
// lost event costs nothing but the time to the next one.
ULONG Host::TakeEvents()
{
    SpinLockGuard guard(eventLock_);

    const ULONG written = Read32(usb::EventsWritten);
    if (written - eventsRead_ > EventEntries) {
        return 0; // the device has gone
    }

    const auto *events = static_cast<const usb::Event *>(WdfCommonBufferGetAlignedVirtualAddress(events_));
    ULONG pipes = 0;
    for (; eventsRead_ != written; ++eventsRead_) {
        const ULONG endpoint = events[eventsRead_ % EventEntries].Endpoint;
        if (endpoint < PipesMax) {
            pipes |= 1u << endpoint;
        }
    }
    Write32(usb::EventsRead, eventsRead_);
    return pipes;
}
