// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/element_control.hpp"
#include "sim/acx/object_request.hpp"
#include "tests/acx/bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

TEST_CASE("what can be opened, and what the error says otherwise") {
    Bench bench;
    bench.run([&] {
        const auto pins = bench.acx->streaming_pins();
        REQUIRE(pins.size() == 1);
        CHECK(pins[0].circuit_name == "Speaker0");
        REQUIRE(pins[0].formats.size() == 1);
        CHECK(pins[0].formats[0] == stereo_48k);
        CHECK(AcxCircuitGetPinsCount(Driver::circuit) == 2); // RT-CIR-02: the framework added the bridge pin
        const auto format = bench.acx->open("Speaker0", Direction::Render, AudioFormat{.rate_hz = 44'100});
        REQUIRE_FALSE(format.ok());
        CHECK(format.error().message.find("48000 Hz") != std::string::npos);
        CHECK_FALSE(bench.acx->open("Speaker0", Direction::Capture, stereo_48k).ok());
        const auto name = bench.acx->open("Speaker1", Direction::Render, stereo_48k);
        REQUIRE_FALSE(name.ok());
        CHECK(name.error().message.find("Speaker0") != std::string::npos);
    });
}

TEST_CASE("CHK-001: a structure without its _INIT is recorded and refused") {
    Bench bench;
    Collector<StructureSizeWrong> sizes(bench.system.trace());
    bench.run([&] {
        behaviour.bend_callbacks = [](ACX_STREAM_CALLBACKS &callbacks, ACX_RT_STREAM_CALLBACKS &) {
            callbacks.Size = 4;
        };
        CHECK_FALSE(bench.acx->open("", Direction::Render, stereo_48k).ok());
        REQUIRE(sizes.found.size() == 1);
        CHECK(sizes.found[0].structure_hash == core::hash_text("ACX_STREAM_CALLBACKS"));
        CHECK(sizes.found[0].found == 4);
        CHECK(sizes.found[0].expected == sizeof(ACX_STREAM_CALLBACKS));

        ACX_PIN_CONFIG pin{};
        ACXPIN handle;
        CHECK(AcxPinCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &pin, &handle) == STATUS_INFO_LENGTH_MISMATCH);
        CHECK(sizes.found.size() == 2);
    });
}

TEST_CASE("CHK-003: each mandatory callback that is missing is named") {
    Bench bench;
    Collector<StreamCreateMisuse> misuses(bench.system.trace());
    bench.run([&] {
        behaviour.bend_callbacks = [](ACX_STREAM_CALLBACKS &callbacks, ACX_RT_STREAM_CALLBACKS &rt) {
            callbacks.EvtAcxStreamPause = nullptr;
            rt.EvtAcxStreamSetRenderPacket = nullptr;
        };
        CHECK_FALSE(bench.acx->open("", Direction::Render, stereo_48k).ok());
        REQUIRE(misuses.found.size() == 2);
        CHECK(misuses.found[0].what == StreamCreateMisuse::MissingCallback);
        CHECK(misuses.found[0].detail_hash == core::hash_text("EvtAcxStreamPause"));
        CHECK(misuses.found[1].detail_hash == core::hash_text("EvtAcxStreamSetRenderPacket"));
    });
}

TEST_CASE("CHK-002, -004: creation of the wrong kind, without callbacks, or outside EvtAcxCircuitCreateStream") {
    Bench bench;
    Collector<StreamCreateMisuse> misuses(bench.system.trace());
    PACXSTREAM_INIT kept = nullptr;
    bench.run([&] {
        behaviour.create = [&](WDFDEVICE device, ACXCIRCUIT circuit, PACXSTREAM_INIT init) {
            kept = init;
            ACXSTREAM stream;
            CHECK(AcxStreamCreate(device, circuit, WDF_NO_OBJECT_ATTRIBUTES, &init, &stream) ==
                  STATUS_INVALID_DEVICE_REQUEST);
            return AcxRtStreamCreate(device, circuit, WDF_NO_OBJECT_ATTRIBUTES, &init, &stream);
        };
        CHECK_FALSE(bench.acx->open("", Direction::Render, stereo_48k).ok());
        ACXSTREAM stream;
        CHECK(AcxRtStreamCreate(Driver::device, Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &kept, &stream) ==
              STATUS_INVALID_DEVICE_REQUEST);
        REQUIRE(misuses.found.size() == 4);
        CHECK(misuses.found[0].what == StreamCreateMisuse::BasicOnStreamingCircuit);
        CHECK(misuses.found[1].what == StreamCreateMisuse::NoStreamCallbacks);
        CHECK(misuses.found[2].what == StreamCreateMisuse::NoRtCallbacks);
        CHECK(misuses.found[3].what == StreamCreateMisuse::OutsideCreateStream);
    });
}

TEST_CASE("create-stream that succeeds without a stream fails the open") {
    Bench bench;
    bench.run([&] {
        behaviour.create = [](WDFDEVICE, ACXCIRCUIT, PACXSTREAM_INIT) { return STATUS_SUCCESS; };
        const auto opened = bench.acx->open("", Direction::Render, stereo_48k);
        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().message.find("without creating a stream") != std::string::npos);
    });
}

TEST_CASE("RT-FMT-02: the first format is the default; RT-FMT-03: changes wait for the end of an iteration") {
    Bench bench;
    bench.run([&] {
        ACX_DATAFORMAT_LIST_CONFIG config;
        ACX_DATAFORMAT_LIST_CONFIG_INIT(&config);
        ACXDATAFORMATLIST list;
        REQUIRE(AcxDataFormatListCreate(Driver::device, WDF_NO_OBJECT_ATTRIBUTES, &config, &list) == STATUS_SUCCESS);
        ACXDATAFORMAT a = make_format(Driver::device, 48000, 16, 2);
        ACXDATAFORMAT b = make_format(Driver::device, 96000, 16, 2);
        ACXDATAFORMAT c = make_format(Driver::device, 44100, 16, 1);
        ACXDATAFORMAT found;
        CHECK(AcxDataFormatListRetrieveDefaultDataFormat(list, &found) == STATUS_NOT_FOUND);
        REQUIRE(AcxDataFormatListAddDataFormat(list, a) == STATUS_SUCCESS);
        REQUIRE(AcxDataFormatListAddDataFormat(list, b) == STATUS_SUCCESS);
        REQUIRE(AcxDataFormatListRetrieveDefaultDataFormat(list, &found) == STATUS_SUCCESS);
        CHECK(found == a);
        REQUIRE(AcxDataFormatListAssignDefaultDataFormat(list, c) == STATUS_SUCCESS); // AMB-46: added
        AcxDataFormatListRetrieveDefaultDataFormat(list, &found);
        CHECK(found == c);
        REQUIRE(AcxDataFormatListRemoveDataFormat(list, c) == STATUS_SUCCESS);
        AcxDataFormatListRetrieveDefaultDataFormat(list, &found);
        CHECK(found == a); // the first remaining one

        ACX_DATAFORMAT_LIST_ITERATOR iterator;
        ACX_DATAFORMAT_LIST_ITERATOR_INIT(&iterator);
        AcxDataFormatListBeginIteration(list, &iterator);
        REQUIRE(AcxDataFormatListRemoveDataFormat(list, a) == STATUS_SUCCESS);
        std::vector<ACXDATAFORMAT> given;
        while (NT_SUCCESS(AcxDataFormatListRetrieveNextFormat(list, &iterator, &found)))
            given.push_back(found);
        CHECK(given == std::vector<ACXDATAFORMAT>{a, b});
        AcxDataFormatListEndIteration(list, &iterator);
        CHECK(AcxDataFormatListRetrieveNextFormat(list, &iterator, &found) == STATUS_INVALID_PARAMETER);
        AcxDataFormatListRetrieveDefaultDataFormat(list, &found);
        CHECK(found == b);
        CHECK(AcxDataFormatGetSampleRate(b) == 96000);
        CHECK(AcxDataFormatGetBlockAlign(c) == 2);
        CHECK_FALSE(AcxDataFormatIsEqual(a, b));
    });
}

TEST_CASE("volume: within its range and channels, through the driver") {
    Bench bench;
    bench.run([&] {
        const auto elements = circuit_elements(*bench.acx);
        REQUIRE(elements.size() == 1);
        const ElementInfo &volume = elements[0];
        CHECK(volume.kind == ElementInfo::Kind::Volume);
        CHECK(volume.channels == 2);
        CHECK(set_volume(*bench.acx, volume, 0, -6 * 0x10000) == 0);
        std::int32_t level = 0;
        CHECK(get_volume(*bench.acx, volume, UINT32_MAX, level) == 0);
        CHECK(level == -6 * 0x10000);
        CHECK(set_volume(*bench.acx, volume, 2, 0) == static_cast<Status>(STATUS_INVALID_PARAMETER));
        CHECK(set_volume(*bench.acx, volume, 0, 1) == static_cast<Status>(STATUS_INVALID_PARAMETER));
        bool muted = false;
        CHECK(get_mute(*bench.acx, volume, 0, muted) == static_cast<Status>(STATUS_NOT_FOUND));
        CHECK(AcxElementGetId(reinterpret_cast<ACXELEMENT>(Driver::volume)) == 0);
        CHECK(AcxElementGetContainer(reinterpret_cast<ACXELEMENT>(Driver::volume)) == Driver::circuit);
    });
}

namespace {

constexpr GUID custom_set{0x11111111, 0x2222, 0x3333, {1, 2, 3, 4, 5, 6, 7, 8}};
std::string seen;

VOID process(ACXOBJECT, WDFREQUEST request) {
    ACX_REQUEST_PARAMETERS parameters;
    ACX_REQUEST_PARAMETERS_INIT(&parameters);
    AcxRequestGetParameters(request, &parameters);
    seen += "process";
    *static_cast<ULONG *>(parameters.Parameters.Property.Value) = 42;
    WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, sizeof(ULONG));
}
VOID preprocess(ACXOBJECT object, ACXCONTEXT context, WDFREQUEST request) {
    seen += static_cast<const char *>(context);
    CHECK(AcxStreamDispatchAcxRequest(static_cast<ACXSTREAM>(object), request) == STATUS_SUCCESS);
}

} // namespace

TEST_CASE("RT-REQ-01, -02: a property goes through the preprocess callback to the driver's item") {
    Bench bench;
    char context[] = "preprocess ";
    seen.clear();
    bench.run([&] {
        RequestItems items;
        ACX_PROPERTY_ITEM item{};
        item.Set = &custom_set;
        item.Id = 5;
        item.Flags = ACX_PROPERTY_ITEM_FLAG_GET;
        item.EvtAcxObjectProcessRequest = process;
        item.ValueCb = sizeof(ULONG);
        REQUIRE(items.add_properties(&item, 1) == STATUS_SUCCESS);
        REQUIRE(items.add_preprocess(preprocess, context, AcxRequestTypeAny, nullptr, AcxItemIdAny) == STATUS_SUCCESS);
        auto connection = bench.open();
        Stream &stream = connection->stream();
        ULONG value = 0;
        PropertyRequest property;
        property.set = custom_set;
        property.id = 5;
        property.value = std::as_writable_bytes(std::span(&value, 1));
        const PropertyAnswer answer = send_property(stream, items, stream.queue(), property);
        CHECK(answer.status == 0);
        CHECK(answer.information == sizeof(ULONG));
        CHECK(value == 42);
        CHECK(seen == "preprocess process");
        property.verb = AcxPropertyVerbSet;
        CHECK(send_property(stream, items, stream.queue(), property).status ==
              static_cast<Status>(STATUS_INVALID_DEVICE_REQUEST));
        property.verb = AcxPropertyVerbGet;
        property.value = property.value.first(2);
        CHECK(send_property(stream, items, stream.queue(), property).status ==
              static_cast<Status>(STATUS_BUFFER_TOO_SMALL));
        property.id = 6;
        CHECK(send_property(stream, items, stream.queue(), property).status == static_cast<Status>(STATUS_NOT_FOUND));
    });
}

TEST_CASE("RT-BAG-01: an object bag gives back what was put in, as the type it was put in") {
    Bench bench;
    bench.run([&] {
        DECLARE_CONST_UNICODE_STRING(name, L"Answer");
        ACX_OBJECTBAG_CONFIG config;
        ACX_OBJECTBAG_CONFIG_INIT(&config);
        config.Flags = AcxObjectBagConfigEnableReads | AcxObjectBagConfigEnableWrites;
        ACXOBJECTBAG bag;
        REQUIRE(AcxObjectBagCreate(WDF_NO_OBJECT_ATTRIBUTES, &config, &bag) == STATUS_SUCCESS);
        ULONG number = 0;
        CHECK(AcxObjectBagRetrieveUI4(bag, &name, &number) == STATUS_OBJECT_NAME_NOT_FOUND);
        REQUIRE(AcxObjectBagAddUI4(bag, &name, 42) == STATUS_SUCCESS);
        REQUIRE(AcxObjectBagRetrieveUI4(bag, &name, &number) == STATUS_SUCCESS);
        CHECK(number == 42);
        GUID guid;
        CHECK(AcxObjectBagRetrieveGuid(bag, &name, &guid) == STATUS_OBJECT_TYPE_MISMATCH);
        WdfObjectDelete(bag);
    });
}

TEST_CASE("circuits are added in EvtDevicePrepareHardware only (RT-DRV-04)") {
    Bench bench;
    bench.run([&] {
        CHECK(AcxDeviceAddCircuit(Driver::device, Driver::circuit) == STATUS_INVALID_DEVICE_STATE);
        CHECK(AcxDeviceRemoveCircuit(Driver::device, Driver::circuit) == STATUS_INVALID_DEVICE_STATE);
    });
}

TEST_CASE("the DDI table is complete and without doubles") {
    std::vector<std::string_view> names;
    for (const auto &row : acx_ddis)
        names.push_back(row.name);
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    CHECK(kernel::find_ddi(acx_ddis, "AcxRtStreamNotifyPacketComplete")->highest == kernel::dispatch_level);
    CHECK(kernel::find_ddi(acx_ddis, "AcxRtStreamCreate")->highest == kernel::passive_level);
}
