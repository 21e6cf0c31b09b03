// SPDX-License-Identifier: MIT
#include "sim/verifier/hashed_name.hpp"

#include "sim/acx/ddi_table.hpp"
#include "sim/core/hash.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/etw_ddi_table.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"
#include "sim/wdf/usb_ddi_table.hpp"

namespace acxsim::verifier {

namespace {

constexpr std::string_view callbacks[] = {"DriverEntry",
                                          "EnableCallback",
                                          "EvtAcxCircuitCreateStream",
                                          "EvtAcxCircuitPowerDown",
                                          "EvtAcxCircuitPowerUp",
                                          "EvtAcxCircuitPrepareHardware",
                                          "EvtAcxCircuitReleaseHardware",
                                          "EvtAcxEventDisable",
                                          "EvtAcxEventEnable",
                                          "EvtAcxJackRetrievePresenceState",
                                          "EvtAcxMuteAssignState",
                                          "EvtAcxMuteRetrieveState",
                                          "EvtAcxPeakMeterRetrieveLevel",
                                          "EvtAcxRampedVolumeAssignLevel",
                                          "EvtAcxStreamAllocateRtPackets",
                                          "EvtAcxStreamAssignDrmContentId",
                                          "EvtAcxStreamFreeRtPackets",
                                          "EvtAcxStreamGetCapturePacket",
                                          "EvtAcxStreamGetCurrentPacket",
                                          "EvtAcxStreamGetHwLatency",
                                          "EvtAcxStreamGetPresentationPosition",
                                          "EvtAcxStreamPause",
                                          "EvtAcxStreamPrepareHardware",
                                          "EvtAcxStreamReleaseHardware",
                                          "EvtAcxStreamRun",
                                          "EvtAcxStreamSetRenderPacket",
                                          "EvtAcxVolumeAssignLevel",
                                          "EvtAcxVolumeRetrieveLevel",
                                          "EvtCleanupCallback",
                                          "EvtDestroyCallback",
                                          "EvtChildListCreateDevice",
                                          "EvtChildListScanForChildren",
                                          "EvtDeviceArmWakeFromS0",
                                          "EvtDeviceArmWakeFromSx",
                                          "EvtDeviceArmWakeFromSxWithReason",
                                          "EvtDeviceDisarmWakeFromS0",
                                          "EvtDeviceDisarmWakeFromSx",
                                          "EvtDeviceEject",
                                          "EvtDeviceProcessQueryInterfaceRequest",
                                          "EvtDeviceQueryStop",
                                          "EvtDeviceRelationsQuery",
                                          "EvtDeviceReportedMissing",
                                          "EvtDeviceShutdownNotification",
                                          "EvtDeviceWakeFromS0Triggered",
                                          "EvtDeviceWakeFromSxTriggered",
                                          "EvtDeviceD0Entry",
                                          "EvtDeviceD0Exit",
                                          "EvtDevicePrepareHardware",
                                          "EvtDeviceReleaseHardware",
                                          "EvtDeviceSelfManagedIoCleanup",
                                          "EvtDeviceSelfManagedIoFlush",
                                          "EvtDeviceSelfManagedIoInit",
                                          "EvtDeviceSelfManagedIoRestart",
                                          "EvtDeviceSelfManagedIoSuspend",
                                          "EvtDeviceSurpriseRemoval",
                                          "EvtDpcFunc",
                                          "EvtDeviceFileCreate",
                                          "EvtDeviceWdmIrpPreprocess",
                                          "EvtDriverDeviceAdd",
                                          "EvtDriverUnload",
                                          "EvtFileCleanup",
                                          "EvtFileClose",
                                          "EvtInterruptDisable",
                                          "EvtInterruptDpc",
                                          "EvtInterruptEnable",
                                          "EvtInterruptIsr",
                                          "EvtInterruptSynchronize",
                                          "EvtInterruptWorkItem",
                                          "EvtIoCanceledOnQueue",
                                          "EvtIoDefault",
                                          "EvtIoDeviceControl",
                                          "EvtIoInCallerContext",
                                          "EvtIoInternalDeviceControl",
                                          "EvtIoQueueState",
                                          "EvtIoRead",
                                          "EvtIoResume",
                                          "EvtIoStop",
                                          "EvtIoTargetRemoveComplete",
                                          "EvtIoWrite",
                                          "EvtRequestCancel",
                                          "EvtRequestCompletionRoutine",
                                          "EvtTimerFunc",
                                          "EvtWorkItem"};

constexpr std::string_view structures[] = {"ACX_CIRCUIT_COMPOSITE_CALLBACKS",
                                           "ACX_CIRCUIT_PNPPOWER_CALLBACKS",
                                           "ACX_CONNECTION",
                                           "ACX_DATAFORMAT_CONFIG",
                                           "ACX_DEVICEINIT_CONFIG",
                                           "ACX_DEVICE_CONFIG",
                                           "ACX_DRIVER_CONFIG",
                                           "ACX_DRIVER_VERSION_AVAILABLE_PARAMS",
                                           "ACX_ELEMENT_CONFIG",
                                           "ACX_EVENT_CALLBACKS",
                                           "ACX_EVENT_CONFIG",
                                           "ACX_JACK_CALLBACKS",
                                           "ACX_JACK_CONFIG",
                                           "ACX_MICARRAYGEOMETRY_CONFIG",
                                           "ACX_MICROPHONE_CONFIG",
                                           "ACX_MUTE_CALLBACKS",
                                           "ACX_MUTE_CONFIG",
                                           "ACX_PEAKMETER_CALLBACKS",
                                           "ACX_PEAKMETER_CONFIG",
                                           "ACX_PHYSICAL_CONNECTION",
                                           "ACX_PIN_CALLBACKS",
                                           "ACX_PIN_CONFIG",
                                           "ACX_PNPEVENT_CONFIG",
                                           "ACX_RTPACKET",
                                           "ACX_RT_STREAM_CALLBACKS",
                                           "ACX_STREAM_CALLBACKS",
                                           "ACX_VOLUME_CALLBACKS",
                                           "ACX_VOLUME_CONFIG"};

template <class Table>
std::string_view find(const Table &ddis, std::uint64_t hash) {
    for (const kernel::Ddi &ddi : ddis) {
        if (ddi.name_hash == hash) return ddi.name;
    }
    return {};
}

template <std::size_t Size>
std::string_view find(const std::string_view (&names)[Size], std::uint64_t hash) {
    for (const std::string_view name : names) {
        if (core::hash_text(name) == hash) return name;
    }
    return {};
}

} // namespace

std::string_view hashed_name(std::uint64_t hash, std::string_view otherwise) {
    for (const std::string_view name :
         {find(callbacks, hash), find(structures, hash), find(kernel::kernel_ddis, hash), find(kernel::etw_ddis, hash),
          find(wdf::wdf_ddis, hash), find(wdf::wdf_io_ddis, hash), find(wdf::usb_ddis, hash), find(wdf::pnp_ddis, hash),
          find(acx::acx_ddis, hash)}) {
        if (!name.empty()) return name;
    }
    return otherwise;
}

} // namespace acxsim::verifier
