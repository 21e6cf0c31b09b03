// SPDX-License-Identifier: MIT
//
// See controller.h. Reset sequence: HDA 1.0a section 4.2.2 and GCTL, 3.3.7.

#include "controller.h"

namespace {

constexpr ULONG ResetPollStepMicroseconds = 50;
constexpr ULONG ResetPollStepsMax = 2000;    // 100 ms
constexpr ULONG ResetHoldMicroseconds = 100; // lets the link's PLL settle
constexpr ULONG CodecPollStepMicroseconds = 50;
constexpr ULONG CodecPollStepsMax = 2000; // 100 ms; an awake codec announces itself within 25 frames, 521 us
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

    return WdfCommonBufferCreateWithConfig(dmaEnabler_, hda::EnginesMax * sizeof(hda::DmaPosition), &bufferConfig,
                                           WDF_NO_OBJECT_ATTRIBUTES, &dmaPositions_);
}

// The interrupt is not looked for: KMDF gives the first interrupt resource to the first interrupt object.
NTSTATUS Controller::MapRegisters(WDFCMRESLIST translated)
{
    for (ULONG i = 0; i < WdfCmResourceListGetCount(translated); ++i) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *resource = WdfCmResourceListGetDescriptor(translated, i);

        if (resource->Type == CmResourceTypeMemory && resource->u.Memory.Length >= hda::RegisterSpaceSize) {
            registers_ = static_cast<volatile UCHAR *>(
                MmMapIoSpaceEx(resource->u.Memory.Start, hda::RegisterSpaceSize, PAGE_READWRITE | PAGE_NOCACHE));
            return registers_ != nullptr ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
        }
    }

    return STATUS_DEVICE_CONFIGURATION_ERROR;
}

void Controller::UnmapRegisters()
{
    if (registers_ != nullptr) {
        MmUnmapIoSpace(const_cast<UCHAR *>(registers_), hda::RegisterSpaceSize);
        registers_ = nullptr;
    }
}

// Takes the controller through reset. Whatever ran it before - firmware, another driver - leaves no trace.
NTSTATUS Controller::PowerUp()
{
    Write32(hda::GlobalControl, 0);
    if (!PollReset(0)) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }

    for (ULONG held = 0; held < ResetHoldMicroseconds; held += ResetPollStepMicroseconds) {
        KeStallExecutionProcessor(ResetPollStepMicroseconds);
    }

    Write32(hda::GlobalControl, hda::ControllerReset);
    if (!PollReset(hda::ControllerReset)) {
        return STATUS_DEVICE_HARDWARE_ERROR;
    }

    USHORT codecs = 0;
    for (ULONG step = 0; step < CodecPollStepsMax && codecs == 0; ++step) {
        KeStallExecutionProcessor(CodecPollStepMicroseconds);
        codecs = Read16(hda::StateChangeStatus);
    }
    if (codecs == 0) {
        return STATUS_NO_SUCH_DEVICE;
    }
    Write16(hda::StateChangeStatus, codecs);

    const PHYSICAL_ADDRESS positions = WdfCommonBufferGetAlignedLogicalAddress(dmaPositions_);
    Write32(hda::DmaPositionUpperBase, static_cast<ULONG>(positions.HighPart));
    Write32(hda::DmaPositionLowerBase, positions.LowPart | hda::DmaPositionEnable);

    // GCAP: 11:8 input engines, 15:12 output engines. Descriptors stand in this order, and each direction has tags
    // from 1.
    const USHORT capabilities = Read16(hda::GlobalCapabilities);
    inputEngines_ = (capabilities >> 8) & 0xF;
    outputEngines_ = (capabilities >> 12) & 0xF;
    if (powerCycle_ == 0) {
        for (ULONG i = 0; i < inputEngines_ + outputEngines_; ++i) {
            engines_[i].Initialize(this, i, i < inputEngines_ ? i + 1 : i - inputEngines_ + 1);
        }
    }

    ++powerCycle_; // registers of the engines are blank again
    return STATUS_SUCCESS;
}

// ACX has paused every stream. The hardware may have gone already: nothing here waits for it.
void Controller::PowerDown()
{
    Write32(hda::InterruptControl, 0);
    Write32(hda::DmaPositionLowerBase, 0);
    Write32(hda::GlobalControl, 0);
}

bool Controller::PollReset(ULONG expected) const
{
    for (ULONG step = 0; step < ResetPollStepsMax; ++step) {
        if ((Read32(hda::GlobalControl) & hda::ControllerReset) == expected) {
            return true;
        }
        KeStallExecutionProcessor(ResetPollStepMicroseconds);
    }
    return false;
}

// --------------------------------------------------------------------------------------------- engines

// Streams of both circuits are prepared independently of one another, so an engine is taken by an interlocked bit.
Engine *Controller::ClaimEngine(StreamContext *stream, bool isCapture)
{
    const ULONG first = isCapture ? 0 : inputEngines_;
    const ULONG end = isCapture ? inputEngines_ : inputEngines_ + outputEngines_;

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

hda::DmaPosition *Controller::DmaPositionOf(ULONG index) const
{
    return static_cast<hda::DmaPosition *>(WdfCommonBufferGetAlignedVirtualAddress(dmaPositions_)) + index;
}

// ------------------------------------------------------------------------------------------- interrupt

void Controller::EnableInterrupt(bool enable)
{
    Write32(hda::InterruptControl, enable ? hda::GlobalInterruptEnable | enabledEngines_ : 0u);
}

void Controller::EnableStreamInterrupt(ULONG index, bool enable)
{
    if (enable) {
        enabledEngines_ |= 1u << index;
    } else {
        enabledEngines_ &= ~(1u << index);
    }
    Write32(hda::InterruptControl, hda::GlobalInterruptEnable | enabledEngines_);
}

// With message-signalled interrupts the controller sends one message when the first status bit comes up and nothing
// more while any is set. So all must be seen clear before leaving, or there would never be another interrupt.
bool Controller::OnInterrupt()
{
    bool ours = false;

    for (ULONG pass = 0; pass < InterruptPassesMax; ++pass) {
        const ULONG status = Read32(hda::InterruptStatus);
        const ULONG engines = status & hda::StreamInterruptMask & enabledEngines_;
        if (status == ~0u || engines == 0) {
            break; // all ones: the device has gone
        }

        ours = true;
        InterlockedOr(&pendingEngines_, static_cast<LONG>(engines));
        for (ULONG i = 0; i < hda::EnginesMax; ++i) {
            if ((engines >> i & 1u) != 0) {
                engines_[i].OnInterrupt();
            }
        }
    }

    return ours;
}
