// SPDX-License-Identifier: MIT
#include "sim/wdf/dma.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/framework.hpp"

namespace acxsim::wdf {

namespace {
constexpr std::uint32_t common_buffer_tag = 0x6d6f4344; // "DCom"
constexpr std::size_t fragment_bytes_max = 0x40'0000;   // what one transfer can map: 4 MiB
} // namespace

DmaEnabler::DmaEnabler(const Attributes &attributes, Device &device, const WDF_DMA_ENABLER_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &device), config_(config) {
    require_passive_disposal();
}

bool DmaEnabler::below_4_gib() const {
    if (config_.AddressWidthOverride != 0) return config_.AddressWidthOverride <= 32;
    switch (config_.Profile) {
    case WdfDmaProfilePacket64:
    case WdfDmaProfileScatterGather64:
    case WdfDmaProfileScatterGather64Duplex:
        return false;
    default:
        return true;
    }
}

NTSTATUS DmaEnabler::call(std::string_view name, NTSTATUS (*callback)(WDFDMAENABLER)) {
    if (callback == nullptr) return STATUS_SUCCESS;
    kernel::CallbackScope scope(name, id(), reinterpret_cast<const void *>(callback));
    const NTSTATUS status = callback(handle_as<WDFDMAENABLER>());
    scope.returned(static_cast<std::uint32_t>(status));
    return status;
}

NTSTATUS DmaEnabler::power_up() {
    NTSTATUS status = call("EvtDmaEnablerFill", config_.EvtDmaEnablerFill);
    if (NT_SUCCESS(status)) status = call("EvtDmaEnablerEnable", config_.EvtDmaEnablerEnable);
    if (NT_SUCCESS(status)) status = call("EvtDmaEnablerSelfManagedIoStart", config_.EvtDmaEnablerSelfManagedIoStart);
    return status;
}

void DmaEnabler::power_down() {
    call("EvtDmaEnablerSelfManagedIoStop", config_.EvtDmaEnablerSelfManagedIoStop);
    call("EvtDmaEnablerDisable", config_.EvtDmaEnablerDisable);
    call("EvtDmaEnablerFlush", config_.EvtDmaEnablerFlush);
}

CommonBuffer::CommonBuffer(const Attributes &attributes, DmaEnabler &enabler, std::size_t size_bytes)
    : Object(type, attributes, &enabler),
      memory_(kernel::Pool::current().allocate({.size_bytes = size_bytes,
                                                .tag = common_buffer_tag,
                                                .kind = kernel::MemoryKind::Framework,
                                                .page_aligned = true,
                                                .below_4_gib = enabler.below_4_gib()})),
      size_bytes_(size_bytes) {
    require_passive_disposal();
    if (memory_ != nullptr) bus_address_ = kernel::Pool::current().bus_address_of(memory_);
}

CommonBuffer::~CommonBuffer() {
    if (memory_ != nullptr) kernel::Pool::current().free(memory_, 0, kernel::MemoryKind::Framework);
}

namespace {

NTSTATUS create_common_buffer(WDFDMAENABLER handle, std::size_t length, ULONG alignment, PWDF_OBJECT_ATTRIBUTES given,
                              WDFCOMMONBUFFER *result) {
    *result = nullptr;
    auto &enabler = from_handle<DmaEnabler>(handle);
    Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(given, ParentRule::Forbidden, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (length == 0 || length > 0xffffffff) return STATUS_INVALID_PARAMETER;
    const std::uint64_t boundary = std::uint64_t{alignment} + 1;
    // Pages are aligned to pages; the page allows requirements up to FILE_512_BYTE_ALIGNMENT.
    if ((boundary & (boundary - 1)) != 0 || boundary > PAGE_SIZE) return STATUS_INVALID_PARAMETER;
    auto &buffer = make_object<CommonBuffer>(attributes, enabler, length);
    if (buffer.virtual_address() == nullptr) {
        buffer.del();
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *result = buffer.handle_as<WDFCOMMONBUFFER>();
    return STATUS_SUCCESS;
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDmaEnablerCreate(WDFDEVICE Device, PWDF_DMA_ENABLER_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes,
                             WDFDMAENABLER *DmaEnablerHandle) {
    ACXSIM_DDI(wdf_ddis, "WdfDmaEnablerCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfDmaEnablerCreate", "Config");
    framework.require_parameter(DmaEnablerHandle, "WdfDmaEnablerCreate", "DmaEnablerHandle");
    *DmaEnablerHandle = nullptr;
    auto &device = from_handle<wdf::Device>(Device);
    if (Config->Size != sizeof(WDF_DMA_ENABLER_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->Profile <= WdfDmaProfileInvalid || Config->Profile > WdfDmaProfileSystemDuplex ||
        Config->MaximumLength == 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Config->Profile >= WdfDmaProfileSystem) return STATUS_NOT_SUPPORTED; // no system DMA controller here
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (attributes.parent != nullptr && attributes.parent->ancestor<wdf::Device>() != &device) {
        return STATUS_INVALID_PARAMETER;
    }
    *DmaEnablerHandle = make_object<DmaEnabler>(attributes, device, *Config).handle_as<WDFDMAENABLER>();
    return STATUS_SUCCESS;
}

size_t WdfDmaEnablerGetMaximumLength(WDFDMAENABLER DmaEnabler) {
    ACXSIM_DDI(wdf_ddis, "WdfDmaEnablerGetMaximumLength");
    return from_handle<wdf::DmaEnabler>(DmaEnabler).config().MaximumLength;
}

size_t WdfDmaEnablerGetFragmentLength(WDFDMAENABLER DmaEnabler, WDF_DMA_DIRECTION) {
    ACXSIM_DDI(wdf_ddis, "WdfDmaEnablerGetFragmentLength");
    const std::size_t length = from_handle<wdf::DmaEnabler>(DmaEnabler).config().MaximumLength;
    return length < fragment_bytes_max ? length : fragment_bytes_max;
}

size_t WdfDmaEnablerGetMaximumScatterGatherElements(WDFDMAENABLER DmaEnabler) {
    ACXSIM_DDI(wdf_ddis, "WdfDmaEnablerGetMaximumScatterGatherElements");
    return from_handle<wdf::DmaEnabler>(DmaEnabler).maximum_elements;
}

VOID WdfDmaEnablerSetMaximumScatterGatherElements(WDFDMAENABLER DmaEnabler, size_t MaximumFragments) {
    ACXSIM_DDI(wdf_ddis, "WdfDmaEnablerSetMaximumScatterGatherElements");
    from_handle<wdf::DmaEnabler>(DmaEnabler).maximum_elements = MaximumFragments;
}

NTSTATUS WdfCommonBufferCreate(WDFDMAENABLER DmaEnabler, size_t Length, PWDF_OBJECT_ATTRIBUTES Attributes,
                               WDFCOMMONBUFFER *CommonBuffer) {
    ACXSIM_DDI(wdf_ddis, "WdfCommonBufferCreate");
    Framework::current().require_parameter(CommonBuffer, "WdfCommonBufferCreate", "CommonBuffer");
    const auto *device = from_handle<wdf::DmaEnabler>(DmaEnabler).ancestor<Device>();
    return create_common_buffer(DmaEnabler, Length, device == nullptr ? 0 : device->alignment_requirement, Attributes,
                                CommonBuffer);
}

NTSTATUS WdfCommonBufferCreateWithConfig(WDFDMAENABLER DmaEnabler, size_t Length, PWDF_COMMON_BUFFER_CONFIG Config,
                                         PWDF_OBJECT_ATTRIBUTES Attributes, WDFCOMMONBUFFER *CommonBuffer) {
    ACXSIM_DDI(wdf_ddis, "WdfCommonBufferCreateWithConfig");
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfCommonBufferCreateWithConfig", "Config");
    framework.require_parameter(CommonBuffer, "WdfCommonBufferCreateWithConfig", "CommonBuffer");
    if (Config->Size != sizeof(WDF_COMMON_BUFFER_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    return create_common_buffer(DmaEnabler, Length, Config->AlignmentRequirement, Attributes, CommonBuffer);
}

PVOID WdfCommonBufferGetAlignedVirtualAddress(WDFCOMMONBUFFER CommonBuffer) {
    ACXSIM_DDI(wdf_ddis, "WdfCommonBufferGetAlignedVirtualAddress");
    return from_handle<wdf::CommonBuffer>(CommonBuffer).virtual_address();
}

PHYSICAL_ADDRESS WdfCommonBufferGetAlignedLogicalAddress(WDFCOMMONBUFFER CommonBuffer) {
    ACXSIM_DDI(wdf_ddis, "WdfCommonBufferGetAlignedLogicalAddress");
    PHYSICAL_ADDRESS address;
    address.QuadPart = static_cast<LONGLONG>(from_handle<wdf::CommonBuffer>(CommonBuffer).bus_address());
    return address;
}

size_t WdfCommonBufferGetLength(WDFCOMMONBUFFER CommonBuffer) {
    ACXSIM_DDI(wdf_ddis, "WdfCommonBufferGetLength");
    return from_handle<wdf::CommonBuffer>(CommonBuffer).size_bytes();
}
