// SPDX-License-Identifier: MIT
//
// The driver's and the device's part of ACX: initialisation, and which circuits, circuit devices and factories a device
// has.
// Follows contract.md 6.2, RT-DRV-01 to 12; AMB-15.
#include <algorithm>

#include "sim/acx/circuit_device.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/driver.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

NTSTATUS AcxDriverInitialize(WDFDRIVER Driver, PACX_DRIVER_CONFIG Config) {
    ACXSIM_DDI(acx_ddis, "AcxDriverInitialize");
    const auto &driver = wdf::from_handle<wdf::Driver>(Driver);
    require(Config, "AcxDriverInitialize", "Config");
    if (!structure_ok(driver.id(), "ACX_DRIVER_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxDriverConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    auto &framework = FrameworkImplementation::current();
    if (framework.driver_initialised) return STATUS_INVALID_DEVICE_STATE;
    framework.driver_initialised = true;
    return STATUS_SUCCESS;
}

BOOLEAN AcxDriverIsVersionAvailable(WDFDRIVER Driver, PACX_DRIVER_VERSION_AVAILABLE_PARAMS VersionAvailableParams) {
    ACXSIM_DDI(acx_ddis, "AcxDriverIsVersionAvailable");
    const auto &driver = wdf::from_handle<wdf::Driver>(Driver);
    require(VersionAvailableParams, "AcxDriverIsVersionAvailable", "VersionAvailableParams");
    if (!structure_ok(driver.id(), "ACX_DRIVER_VERSION_AVAILABLE_PARAMS", *VersionAvailableParams)) return FALSE;
    const ULONG major = VersionAvailableParams->MajorVersion;
    return major == ACX_VERSION_MAJOR && VersionAvailableParams->MinorVersion <= ACX_VERSION_MINOR ? TRUE : FALSE;
}

NTSTATUS AcxDeviceInitInitialize(PWDFDEVICE_INIT DeviceInit, PACX_DEVICEINIT_CONFIG Config) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceInitInitialize");
    WDFDEVICE_INIT &init = wdf::check_device_init(DeviceInit, "AcxDeviceInitInitialize");
    require(Config, "AcxDeviceInitInitialize", "Config");
    if (!structure_ok(0, "ACX_DEVICEINIT_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if (!FrameworkImplementation::current().driver_initialised) return STATUS_INVALID_DEVICE_STATE; // RT-DRV-01
    if ((Config->Flags & ~AcxDeviceInitConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    if (Config->SynchronizationScope != WdfSynchronizationScopeInheritFromParent ||
        Config->ExecutionLevel != WdfExecutionLevelInheritFromParent) {
        return STATUS_INVALID_PARAMETER; // RT-IRQ-11
    }
    init.extension_initialised = true;
    init.extension_flags = Config->Flags;
    return STATUS_SUCCESS;
}

NTSTATUS AcxDeviceInitialize(WDFDEVICE Device, PACX_DEVICE_CONFIG Config) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceInitialize");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxDeviceInitialize", "Config");
    if (!structure_ok(device.id(), "ACX_DEVICE_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxDeviceConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    if (!device.extension_initialised() || device.extension != nullptr) return STATUS_INVALID_DEVICE_STATE; // RT-DRV-02
    device.extension = std::make_unique<DeviceState>();
    FrameworkImplementation::current().add_device(device);
    return STATUS_SUCCESS;
}

// --- circuits of the device
// -------------------------------------------------------------------------------------------------

namespace {

/// The device's circuits if `circuit` is among them; else nullptr.
std::vector<Circuit *> *circuits_with(wdf::Device &device, const Circuit &circuit) {
    DeviceState *state = state_of(device);
    if (state == nullptr) return nullptr;
    auto &circuits = state->circuits;
    return std::find(circuits.begin(), circuits.end(), &circuit) == circuits.end() ? nullptr : &circuits;
}

/// Takes the circuit from its device: what Remove and Detach have in common. AMB-15: in PrepareHardware as well.
NTSTATUS take_circuit(wdf::Device &device, Circuit &circuit) {
    if (!device.releasing && !device.preparing) return STATUS_INVALID_DEVICE_STATE; // RT-DRV-05
    auto *circuits = circuits_with(device, circuit);
    if (circuits == nullptr) return STATUS_INVALID_PARAMETER;
    std::erase(*circuits, &circuit);
    circuit.leave_device();
    return STATUS_SUCCESS;
}

} // namespace

NTSTATUS AcxDeviceAddCircuit(WDFDEVICE Device, ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceAddCircuit");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    DeviceState *state = state_of(device);
    if (state == nullptr || !device.preparing) return STATUS_INVALID_DEVICE_STATE; // RT-DRV-04
    if (&circuit.device() != &device || circuits_with(device, circuit) != nullptr) return STATUS_INVALID_PARAMETER;
    if (circuit.delete_pending()) return STATUS_DELETE_PENDING;
    circuit.complete_pins();
    circuit.make_symbolic_link_name();
    state->circuits.push_back(&circuit);
    if (circuit.made_for == nullptr) FrameworkImplementation::current().composites().circuit_added(circuit);
    return STATUS_SUCCESS;
}

NTSTATUS AcxDeviceRemoveCircuit(WDFDEVICE Device, ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceRemoveCircuit");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    const NTSTATUS status = take_circuit(device, circuit);
    if (NT_SUCCESS(status)) circuit.del(); // RT-DRV-06
    return status;
}

NTSTATUS AcxDeviceDetachCircuit(WDFDEVICE Device, ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceDetachCircuit");
    return take_circuit(wdf::from_handle<wdf::Device>(Device), wdf::from_handle<acx::Circuit>(Circuit));
}

// --- circuit devices and factories
// ----------------------------------------------------------------------------------------------

NTSTATUS AcxDeviceAddCircuitDevice(WDFDEVICE Parent, WDFDEVICE Child) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceAddCircuitDevice");
    auto &parent = wdf::from_handle<wdf::Device>(Parent);
    return add_circuit_device(parent, wdf::from_handle<wdf::Device>(Child));
}

NTSTATUS AcxDeviceRemoveCircuitDevice(WDFDEVICE Parent, WDFDEVICE Child) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceRemoveCircuitDevice");
    auto &parent = wdf::from_handle<wdf::Device>(Parent);
    return remove_circuit_device(parent, wdf::from_handle<wdf::Device>(Child));
}

NTSTATUS AcxDeviceAddFactoryCircuit(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceAddFactoryCircuit");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    auto &factory = wdf::from_handle<FactoryCircuit>(Factory);
    DeviceState *state = state_of(device);
    if (state == nullptr || !device.preparing) return STATUS_INVALID_DEVICE_STATE; // RT-DRV-04
    const auto &factories = state->factories;
    const bool there = std::find(factories.begin(), factories.end(), &factory) != factories.end();
    if (&factory.device() != &device || there) return STATUS_INVALID_PARAMETER;
    factory.make_symbolic_link_name();
    state->factories.push_back(&factory);
    return STATUS_SUCCESS;
}

NTSTATUS AcxDeviceRemoveFactoryCircuit(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceRemoveFactoryCircuit");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    auto &factory = wdf::from_handle<FactoryCircuit>(Factory);
    if (!device.releasing && !device.preparing) return STATUS_INVALID_DEVICE_STATE; // RT-DRV-05
    DeviceState *state = state_of(device);
    if (state == nullptr || std::erase(state->factories, &factory) == 0) return STATUS_INVALID_PARAMETER;
    factory.added = false;
    factory.unmake_all(); // RT-FAC-03
    factory.del();
    return STATUS_SUCCESS;
}

ACX_DX_EXIT_LATENCY AcxDeviceGetCurrentDxExitLatency(WDFDEVICE Device, POWER_ACTION SystemPowerAction,
                                                     WDF_POWER_DEVICE_STATE DeviceState) {
    ACXSIM_DDI(acx_ddis, "AcxDeviceGetCurrentDxExitLatency");
    static_cast<void>(wdf::from_handle<wdf::Device>(Device));
    // RT-DRV-12: D3cold is only in reach when the whole system goes down; at run time a client may come back at any
    // moment.
    if (DeviceState != WdfPowerDeviceD3 && DeviceState != WdfPowerDeviceD3Final) return AcxDxExitLatencyInstant;
    return SystemPowerAction == PowerActionNone ? AcxDxExitLatencyFast : AcxDxExitLatencyResponsive;
}
