// SPDX-License-Identifier: MIT
//
// See controller.h.

#include "controller.h"

namespace {

constexpr ULONG BootPollStepMicroseconds = 50;
constexpr ULONG BootPollStepsMax = 20000; // 1 s
constexpr ULONG InterruptPassesMax = 10;

} // namespace

// ----------------------------------------------------------------------------------------- device life

NTSTATUS Controller::CreateDmaObjects(WDFDEVICE device)
{
    WDF_DMA_ENABLER_CONFIG enablerConfig;
    WDF_DMA_ENABLER_CONFIG_INIT(&enablerConfig, WdfDmaProfileScatterGather64, PAGE_SIZE);

    NTSTATUS status = WdfDmaEnablerCreate(device, &enablerConfig, WDF_NO_OBJECT_ATTRIBUTES, &dmaEnabler_);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_COMMON_BUFFER_CONFIG bufferConfig;
    WDF_COMMON_BUFFER_CONFIG_INIT(&bufferConfig, FILE_128_BYTE_ALIGNMENT);

    return WdfCommonBufferCreateWithConfig(dmaEnabler_, dsp::StreamsMax * sizeof(dsp::PostedPosition), &bufferConfig,
                                           WDF_NO_OBJECT_ATTRIBUTES, &positions_);
}

// The interrupt is not looked for: KMDF gives the first interrupt resource to the first interrupt object.
NTSTATUS Controller::MapRegisters(WDFCMRESLIST translated)
{
    for (ULONG i = 0; i < WdfCmResourceListGetCount(translated); ++i) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *resource = WdfCmResourceListGetDescriptor(translated, i);

        if (resource->Type == CmResourceTypeMemory && resource->u.Memory.Length >= dsp::RegisterSpaceSize) {
            registers_ = static_cast<volatile UCHAR *>(
                MmMapIoSpaceEx(resource->u.Memory.Start, dsp::RegisterSpaceSize, PAGE_READWRITE | PAGE_NOCACHE));
            return registers_ != nullptr ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
        }
    }

    return STATUS_DEVICE_CONFIGURATION_ERROR;
}

void Controller::UnmapRegisters()
{
    if (registers_ != nullptr) {
        MmUnmapIoSpace(const_cast<UCHAR *>(registers_), dsp::RegisterSpaceSize);
        registers_ = nullptr;
    }
}

// Stops whatever firmware runs and boots it anew.
NTSTATUS Controller::PowerUp()
{
    const ULONG identity = Read(dsp::Identity);
    if (identity >> dsp::BlockShift != dsp::Block) {
        return STATUS_NO_SUCH_DEVICE; // somebody else's registers
    }

    Write(dsp::Control, 0);
    if (!PollFirmware(0)) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }

    Write(dsp::Control, dsp::FirmwareEnable);
    if (!PollFirmware(dsp::FirmwareEnable)) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }

    const PHYSICAL_ADDRESS positions = WdfCommonBufferGetAlignedLogicalAddress(positions_);
    Write(dsp::PositionUpperBase, static_cast<ULONG>(positions.HighPart));
    Write(dsp::PositionLowerBase, positions.LowPart | dsp::PositionEnable);

    // Captures stand first, and each direction has tags from 1.
    captureEngines_ = identity & 0xF;
    renderEngines_ = (identity >> 8) & 0xF;
    position_ = (identity >> 12) & 0x3;
    if (captureEngines_ + renderEngines_ > dsp::StreamsMax) {
        return STATUS_NO_SUCH_DEVICE;
    }
    if (powerCycle_ == 0) {
        for (ULONG i = 0; i < captureEngines_ + renderEngines_; ++i) {
            const bool isCapture = i < captureEngines_;
            engines_[i].Initialize(this, i, isCapture ? i + 1 : i - captureEngines_ + 1, isCapture);
        }
    }

    ++powerCycle_; // registers and counters are blank again
    return STATUS_SUCCESS;
}

// ACX has paused every stream. The hardware may have gone already: nothing here waits for it.
void Controller::PowerDown()
{
    Write(dsp::InterruptControl, 0);
    Write(dsp::Control, 0);
}

bool Controller::PollFirmware(ULONG expected) const
{
    for (ULONG step = 0; step < BootPollStepsMax; ++step) {
        if (Read(dsp::Control) == expected) {
            return true;
        }
        KeStallExecutionProcessor(BootPollStepMicroseconds);
    }
    return false;
}

// --------------------------------------------------------------------------------------------- engines

// Streams of both circuits are prepared independently of one another, so an engine is taken by an interlocked bit.
Engine *Controller::ClaimEngine(StreamContext *stream, bool isCapture)
{
    const ULONG first = isCapture ? 0 : captureEngines_;
    const ULONG end = isCapture ? captureEngines_ : captureEngines_ + renderEngines_;

    for (ULONG i = first; i < end; ++i) {
        const LONG bit = static_cast<LONG>(1u << i);
        if ((InterlockedOr(&claimedEngines_, bit) & bit) != 0) {
            continue;
        }

        if (NT_SUCCESS(engines_[i].Claim(stream))) {
            return &engines_[i];
        }

        InterlockedAnd(&claimedEngines_, ~bit);
        return nullptr;
    }

    return nullptr;
}

void Controller::UnclaimEngine(Engine *engine)
{
    const ULONG index = static_cast<ULONG>(engine - engines_);

    engine->Unclaim();
    InterlockedAnd(&claimedEngines_, ~static_cast<LONG>(1u << index));
}

dsp::PostedPosition *Controller::PostedPositionOf(ULONG index) const
{
    return static_cast<dsp::PostedPosition *>(WdfCommonBufferGetAlignedVirtualAddress(positions_)) + index;
}

// ------------------------------------------------------------------------------------------- interrupt

// What interrupts is decided stream by stream.
void Controller::EnableInterrupt(bool enable)
{
    Write(dsp::InterruptControl, enable ? dsp::GlobalInterruptEnable | dsp::StreamInterruptMask : 0u);
}

// With message-signalled interrupts the DSP sends one message when the first status bit comes up and nothing more while
// any is set. So all must be seen clear before leaving, or there would never be another interrupt.
bool Controller::OnInterrupt()
{
    bool ours = false;

    for (ULONG pass = 0; pass < InterruptPassesMax; ++pass) {
        const ULONG engines = Read(dsp::InterruptStatus);
        if (engines == ~0u || engines == 0) {
            break; // all ones: the device has gone
        }

        ours = true;
        InterlockedOr(&pendingEngines_, static_cast<LONG>(engines));
        for (ULONG i = 0; i < captureEngines_ + renderEngines_; ++i) {
            if ((engines >> i & 1u) != 0) {
                engines_[i].OnInterrupt();
            }
        }
    }

    return ours;
}
