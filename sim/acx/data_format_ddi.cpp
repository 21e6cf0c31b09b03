// SPDX-License-Identifier: MIT
//
// Formats and lists of formats. A getter that does not fit the kind of format answers 0 or NULL.
// Follows contract.md appendix A (acxdataformat.h), RT-FMT-01 to 03.
#include "sim/acx/data_format.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/device.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

namespace {

acx::DataFormat &format_of(ACXDATAFORMAT handle) { return wdf::from_handle<acx::DataFormat>(handle); }

/// A field of the wave format, 0 if the format is none.
template <class Field>
Field wave_field(ACXDATAFORMAT handle, Field WAVEFORMATEX::*field) {
    const WAVEFORMATEX *wave = static_cast<const acx::DataFormat &>(format_of(handle)).wave();
    return wave == nullptr ? Field{} : wave->*field;
}

PWAVEFORMATEXTENSIBLE_IEC61937 iec61937(acx::DataFormat &format) {
    PWAVEFORMATEXTENSIBLE wide = format.extensible();
    constexpr USHORT behind = sizeof(WAVEFORMATEXTENSIBLE_IEC61937) - sizeof(WAVEFORMATEX);
    if (wide == nullptr || wide->Format.cbSize < behind) return nullptr;
    return reinterpret_cast<PWAVEFORMATEXTENSIBLE_IEC61937>(wide);
}

} // namespace

NTSTATUS AcxDataFormatCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_DATAFORMAT_CONFIG Config,
                             ACXDATAFORMAT *DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatCreate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxDataFormatCreate", "Config");
    require(DataFormat, "AcxDataFormatCreate", "DataFormat");
    *DataFormat = nullptr;
    if (!structure_ok(device.id(), "ACX_DATAFORMAT_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    const bool valid = Config->Type == AcxDataFormatKsFormat && Config->u.KsFormat != nullptr &&
                       (Config->Flags & ~AcxDataFormatConfigValidFlags) == 0 &&
                       acx::DataFormat::well_formed(*Config->u.KsFormat);
    if (!valid) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *DataFormat = wdf::make_object<acx::DataFormat>(attributes, device, *Config->u.KsFormat).handle_as<ACXDATAFORMAT>();
    return STATUS_SUCCESS;
}

ULONG AcxDataFormatGetAverageBytesPerSec(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetAverageBytesPerSec");
    return wave_field(DataFormat, &WAVEFORMATEX::nAvgBytesPerSec);
}

ULONG AcxDataFormatGetBitsPerSample(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetBitsPerSample");
    return wave_field(DataFormat, &WAVEFORMATEX::wBitsPerSample);
}

ULONG AcxDataFormatGetBlockAlign(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetBlockAlign");
    return wave_field(DataFormat, &WAVEFORMATEX::nBlockAlign);
}

ULONGLONG AcxDataFormatGetChannelMask(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetChannelMask");
    PWAVEFORMATEXTENSIBLE wide = format_of(DataFormat).extensible();
    return wide == nullptr ? 0 : wide->dwChannelMask;
}

USHORT AcxDataFormatGetChannelsCount(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetChannelsCount");
    return wave_field(DataFormat, &WAVEFORMATEX::nChannels);
}

ULONG AcxDataFormatGetEncodedAverageBytesPerSec(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetEncodedAverageBytesPerSec");
    PWAVEFORMATEXTENSIBLE_IEC61937 encoded = iec61937(format_of(DataFormat));
    return encoded == nullptr ? 0 : encoded->dwAverageBytesPerSec;
}

ULONG AcxDataFormatGetEncodedChannelCount(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetEncodedChannelCount");
    PWAVEFORMATEXTENSIBLE_IEC61937 encoded = iec61937(format_of(DataFormat));
    return encoded == nullptr ? 0 : encoded->dwEncodedChannelCount;
}

ULONG AcxDataFormatGetEncodedSamplesPerSec(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetEncodedSamplesPerSec");
    PWAVEFORMATEXTENSIBLE_IEC61937 encoded = iec61937(format_of(DataFormat));
    return encoded == nullptr ? 0 : encoded->dwEncodedSamplesPerSec;
}

PKSDATAFORMAT AcxDataFormatGetKsDataFormat(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetKsDataFormat");
    return format_of(DataFormat).ks();
}

GUID AcxDataFormatGetMajorFormat(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetMajorFormat");
    return format_of(DataFormat).ks()->MajorFormat;
}

ULONG AcxDataFormatGetSampleRate(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetSampleRate");
    return wave_field(DataFormat, &WAVEFORMATEX::nSamplesPerSec);
}

ULONG AcxDataFormatGetSampleSize(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetSampleSize");
    return format_of(DataFormat).ks()->SampleSize;
}

ULONG AcxDataFormatGetSamplesPerBlock(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetSamplesPerBlock");
    const acx::DataFormat &format = format_of(DataFormat);
    if (format.audio()) return 1; // a PCM block is one sample of each channel
    const WAVEFORMATEXTENSIBLE *wide = format.extensible();
    return wide == nullptr ? 0 : wide->Samples.wSamplesPerBlock;
}

GUID AcxDataFormatGetSpecifier(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetSpecifier");
    return format_of(DataFormat).ks()->Specifier;
}

GUID AcxDataFormatGetSubFormat(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetSubFormat");
    return format_of(DataFormat).ks()->SubFormat;
}

ULONG AcxDataFormatGetValidBitsPerSample(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetValidBitsPerSample");
    return format_of(DataFormat).valid_bits();
}

PWAVEFORMATEX AcxDataFormatGetWaveFormatEx(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetWaveFormatEx");
    return format_of(DataFormat).wave();
}

PWAVEFORMATEXTENSIBLE AcxDataFormatGetWaveFormatExtensible(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetWaveFormatExtensible");
    return format_of(DataFormat).extensible();
}

PWAVEFORMATEXTENSIBLE_IEC61937 AcxDataFormatGetWaveFormatExtensibleIec61937(ACXDATAFORMAT DataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatGetWaveFormatExtensibleIec61937");
    return iec61937(format_of(DataFormat));
}

BOOLEAN AcxDataFormatIsEqual(ACXDATAFORMAT DataFormat1, ACXDATAFORMAT DataFormat2) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatIsEqual");
    return format_of(DataFormat1).equals(format_of(DataFormat2)) ? TRUE : FALSE;
}

// --- lists
// ----------------------------------------------------------------------------------------------------------------

namespace {

acx::DataFormatList &list_of(ACXDATAFORMATLIST handle) { return wdf::from_handle<acx::DataFormatList>(handle); }

// An iterator's Reserved words: the list it iterates, and how many formats it has given.
enum : std::size_t { iterated_list = 0, formats_given = 1 };

bool iterating(const acx::DataFormatList &list, const ACX_DATAFORMAT_LIST_ITERATOR &iterator) {
    return iterator.Reserved[iterated_list] == list.handle();
}

} // namespace

NTSTATUS AcxDataFormatListCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes,
                                 PACX_DATAFORMAT_LIST_CONFIG Config, ACXDATAFORMATLIST *DataFormatList) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListCreate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxDataFormatListCreate", "Config");
    require(DataFormatList, "AcxDataFormatListCreate", "DataFormatList");
    *DataFormatList = nullptr;
    if (!structure_ok(device.id(), "ACX_DATAFORMAT_LIST_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxDataFormatListConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    auto &list = wdf::make_object<acx::DataFormatList>(attributes, static_cast<wdf::Object &>(device));
    *DataFormatList = list.handle_as<ACXDATAFORMATLIST>();
    return STATUS_SUCCESS;
}

NTSTATUS AcxDataFormatListAddDataFormat(ACXDATAFORMATLIST AcxDataFormatList, ACXDATAFORMAT AcxDataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListAddDataFormat");
    list_of(AcxDataFormatList).add(format_of(AcxDataFormat));
    return STATUS_SUCCESS;
}

NTSTATUS AcxDataFormatListRemoveDataFormat(ACXDATAFORMATLIST AcxDataFormatList, ACXDATAFORMAT AcxDataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListRemoveDataFormat");
    return list_of(AcxDataFormatList).remove(format_of(AcxDataFormat)) ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

NTSTATUS AcxDataFormatListRemoveDataFormats(ACXDATAFORMATLIST AcxDataFormatList) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListRemoveDataFormats");
    list_of(AcxDataFormatList).clear();
    return STATUS_SUCCESS;
}

NTSTATUS AcxDataFormatListAssignDefaultDataFormat(ACXDATAFORMATLIST AcxDataFormatList, ACXDATAFORMAT AcxDataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListAssignDefaultDataFormat");
    list_of(AcxDataFormatList).assign_default(format_of(AcxDataFormat));
    return STATUS_SUCCESS;
}

NTSTATUS AcxDataFormatListRetrieveDefaultDataFormat(ACXDATAFORMATLIST AcxDataFormatList, ACXDATAFORMAT *AcxDataFormat) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListRetrieveDefaultDataFormat");
    require(AcxDataFormat, "AcxDataFormatListRetrieveDefaultDataFormat", "AcxDataFormat");
    auto *format = list_of(AcxDataFormatList).default_format();
    *AcxDataFormat = format == nullptr ? nullptr : format->handle_as<ACXDATAFORMAT>();
    return format == nullptr ? STATUS_NOT_FOUND : STATUS_SUCCESS;
}

VOID AcxDataFormatListBeginIteration(ACXDATAFORMATLIST AcxDataFormatList, PACX_DATAFORMAT_LIST_ITERATOR Iterator) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListBeginIteration");
    auto &list = list_of(AcxDataFormatList);
    require(Iterator, "AcxDataFormatListBeginIteration", "Iterator");
    if (!structure_ok(list.id(), "ACX_DATAFORMAT_LIST_ITERATOR", *Iterator)) return;
    list.begin_iteration();
    Iterator->Reserved[iterated_list] = list.handle();
    Iterator->Reserved[formats_given] = nullptr;
}

VOID AcxDataFormatListEndIteration(ACXDATAFORMATLIST AcxDataFormatList, PACX_DATAFORMAT_LIST_ITERATOR Iterator) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListEndIteration");
    auto &list = list_of(AcxDataFormatList);
    require(Iterator, "AcxDataFormatListEndIteration", "Iterator");
    if (!iterating(list, *Iterator)) return;
    Iterator->Reserved[iterated_list] = nullptr; // unusable from here on
    list.end_iteration();
}

NTSTATUS AcxDataFormatListRetrieveNextFormat(ACXDATAFORMATLIST AcxDataFormatList,
                                             PACX_DATAFORMAT_LIST_ITERATOR Iterator, ACXDATAFORMAT *Format) {
    ACXSIM_DDI(acx_ddis, "AcxDataFormatListRetrieveNextFormat");
    auto &list = list_of(AcxDataFormatList);
    require(Iterator, "AcxDataFormatListRetrieveNextFormat", "Iterator");
    require(Format, "AcxDataFormatListRetrieveNextFormat", "Format");
    *Format = nullptr;
    if (!iterating(list, *Iterator)) return STATUS_INVALID_PARAMETER;
    const auto index = reinterpret_cast<std::uintptr_t>(Iterator->Reserved[formats_given]);
    if (index >= list.formats().size()) return STATUS_NO_MORE_ENTRIES;
    Iterator->Reserved[formats_given] = reinterpret_cast<PVOID>(index + 1);
    *Format = list.formats()[index]->handle_as<ACXDATAFORMAT>();
    return STATUS_SUCCESS;
}
