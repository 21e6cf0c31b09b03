// SPDX-License-Identifier: MIT
//
// Targets: requests of one circuit's driver that reach another circuit, through WDF I/O targets (RT-TGT-01); and how
// requests are answered when no handler of the driver's is asked (RT-REQ-02).
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/object_request.hpp"
#include "tests/acx/composite_bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

namespace {

constexpr GUID property_set{0x77777777, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};

struct Answer {
    NTSTATUS status;
    ULONG_PTR information;
};

/// Sends the request synchronously, as the documentation's examples do.
template <class Format>
Answer send(WDFIOTARGET io_target, Format format) {
    WDFREQUEST request = nullptr;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = CompositeDriver::parent;
    REQUIRE(NT_SUCCESS(WdfRequestCreate(&attributes, io_target, &request)));
    REQUIRE(NT_SUCCESS(format(request)));
    WDF_REQUEST_SEND_OPTIONS options;
    WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
    WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(5));
    CHECK(WdfRequestSend(request, io_target, &options) != FALSE);
    const Answer answer{WdfRequestGetStatus(request), WdfRequestGetInformation(request)};
    WdfObjectDelete(request);
    return answer;
}

Answer property(ACXTARGETCIRCUIT target, ULONG id, ACX_PROPERTY_VERB verb, ULONG &value, ULONG bytes = sizeof(ULONG)) {
    return send(AcxTargetCircuitGetWdfIoTarget(target), [&](WDFREQUEST request) {
        ACX_REQUEST_PARAMETERS parameters;
        ACX_REQUEST_PARAMETERS_INIT_PROPERTY(&parameters, property_set, id, verb, AcxItemTypeCircuit, 0, nullptr, 0,
                                             &value, bytes);
        return AcxTargetCircuitFormatRequestForProperty(target, request, &parameters);
    });
}

} // namespace

TEST_CASE("RT-TGT-01: a property sent on a target circuit reaches the other circuit's handler") {
    CompositeBench bench;
    bench.run_composite([&] {
        REQUIRE(CompositeDriver::target != nullptr);
        CHECK(AcxTargetCircuitGetPinsCount(CompositeDriver::target) == 2);
        CHECK(AcxTargetCircuitGetElementsCount(CompositeDriver::target) == 1);
        ULONG value = 0;
        Answer answer = property(CompositeDriver::target, 1, AcxPropertyVerbGet, value);
        CHECK(answer.status == STATUS_SUCCESS);
        CHECK(answer.information == sizeof(ULONG));
        CHECK(value == 4711);
        CHECK(journal_of({"codec property"}).size() == 1);
        CHECK(property(CompositeDriver::target, 1, AcxPropertyVerbSet, value).status == STATUS_INVALID_DEVICE_REQUEST);
        CHECK(property(CompositeDriver::target, 9, AcxPropertyVerbGet, value).status == STATUS_NOT_FOUND);
        answer = property(CompositeDriver::target, 1, AcxPropertyVerbGet, value, 2);
        CHECK(answer.status == STATUS_BUFFER_TOO_SMALL);
        CHECK(answer.information == sizeof(ULONG));
        answer = property(CompositeDriver::target, 1, AcxPropertyVerbBasicSupport, value); // RT-REQ-02
        CHECK(answer.status == STATUS_SUCCESS);
        CHECK(value == (ACX_PROPERTY_ITEM_FLAG_GET | ACX_PROPERTY_ITEM_FLAG_BASICSUPPORT));
        CHECK(property(CompositeDriver::target, 0, AcxPropertyVerbSetSupport, value, 0).status == STATUS_SUCCESS);
        CHECK(journal_of({"codec property"}).size() == 1);
    });
}

TEST_CASE("RT-TGT-01: a method sent on a target circuit comes back with its result") {
    CompositeBench bench;
    bench.run_composite([&] {
        ULONG argument = 41;
        ULONG result = 0;
        const Answer answer = send(AcxTargetCircuitGetWdfIoTarget(CompositeDriver::target), [&](WDFREQUEST request) {
            ACX_REQUEST_PARAMETERS parameters;
            ACX_REQUEST_PARAMETERS_INIT_METHOD(&parameters, property_set, 2, AcxMethodVerbSend, AcxItemTypeCircuit, 0,
                                               &argument, sizeof argument, &result, sizeof result);
            return AcxTargetCircuitFormatRequestForMethod(CompositeDriver::target, request, &parameters);
        });
        CHECK(answer.status == STATUS_SUCCESS);
        CHECK(result == 42);
    });
}

TEST_CASE("RT-TGT-01: a target element's level is set and read as the audio service does it") {
    CompositeBench bench;
    bench.run_composite([&] {
        ACXTARGETELEMENT element = AcxTargetCircuitGetTargetElement(CompositeDriver::target, 0);
        REQUIRE(element != nullptr);
        CHECK(AcxTargetCircuitGetTargetElement(CompositeDriver::target, 1) == nullptr);
        CHECK(AcxTargetElementGetId(element) == 0);
        CHECK(IsEqualGUID(AcxTargetElementGetType(element), KSNODETYPE_VOLUME));
        const auto level = [&](ACX_PROPERTY_VERB verb, LONG &value, ULONG channel) {
            ULONG control[2] = {channel, 0};
            return send(AcxTargetElementGetWdfIoTarget(element), [&](WDFREQUEST request) {
                ACX_REQUEST_PARAMETERS parameters;
                ACX_REQUEST_PARAMETERS_INIT_PROPERTY(&parameters, KSPROPSETID_Audio, KSPROPERTY_AUDIO_VOLUMELEVEL, verb,
                                                     AcxItemTypeElement, 0, control, sizeof control, &value,
                                                     sizeof value);
                return AcxTargetElementFormatRequestForProperty(element, request, &parameters);
            });
        };
        LONG value = -3 * 0x10000;
        CHECK(level(AcxPropertyVerbSet, value, 1).status == STATUS_SUCCESS);
        value = 0;
        CHECK(level(AcxPropertyVerbGet, value, 1).status == STATUS_SUCCESS);
        CHECK(value == -3 * 0x10000);
        CHECK(level(AcxPropertyVerbSet, value, 2).status == STATUS_INVALID_PARAMETER); // RT-ELE-02
    });
}

TEST_CASE("RT-TGT-01: a target pin shows the other pin's formats") {
    CompositeBench bench;
    bench.run_composite([&] {
        ACXTARGETPIN pin = AcxTargetCircuitGetTargetPin(CompositeDriver::target, 0);
        REQUIRE(pin != nullptr);
        CHECK(AcxTargetPinGetId(pin) == 0);
        ACXDATAFORMATLIST list = nullptr;
        REQUIRE(AcxTargetPinRetrieveModeDataFormatList(pin, &AUDIO_SIGNALPROCESSINGMODE_RAW, &list) == STATUS_SUCCESS);
        ACXDATAFORMAT format = nullptr;
        REQUIRE(NT_SUCCESS(AcxDataFormatListRetrieveDefaultDataFormat(list, &format)));
        CHECK(AcxDataFormatGetSampleRate(format) == 48000);
        CHECK(AcxTargetPinRetrieveModeDataFormatList(pin, &AUDIO_SIGNALPROCESSINGMODE_DEFAULT, &list) ==
              STATUS_NOT_FOUND);
    });
}

TEST_CASE("AcxTargetCircuitCreate opens a circuit by its symbolic link; it may outlive the circuit") {
    CompositeBench bench;
    bench.run_composite([&] {
        ACX_TARGET_CIRCUIT_CONFIG config;
        ACX_TARGET_CIRCUIT_CONFIG_INIT(&config);
        UNICODE_STRING link;
        WdfStringGetUnicodeString(AcxCircuitGetSymbolicLinkName(CompositeDriver::codec), &link);
        config.SymbolicLinkName = &link;
        ACXTARGETCIRCUIT target = nullptr;
        REQUIRE(AcxTargetCircuitCreate(CompositeDriver::parent, WDF_NO_OBJECT_ATTRIBUTES, &config, &target) ==
                STATUS_SUCCESS);
        ULONG value = 0;
        CHECK(property(target, 1, AcxPropertyVerbGet, value).status == STATUS_SUCCESS);
        AcxDeviceRemoveCircuitDevice(CompositeDriver::parent, CompositeDriver::child);
        bench.settle();
        CHECK(property(target, 1, AcxPropertyVerbGet, value).status == STATUS_DEVICE_REMOVED);
        DECLARE_CONST_UNICODE_STRING(nowhere, L"\\??\\ACX#Nowhere");
        config.SymbolicLinkName = &nowhere;
        ACXTARGETCIRCUIT none = nullptr;
        CHECK(AcxTargetCircuitCreate(CompositeDriver::parent, WDF_NO_OBJECT_ATTRIBUTES, &config, &none) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
    });
}

TEST_CASE("AcxTargetStreamCreate opens a stream on the other circuit and closes it with the target") {
    CompositeBench bench;
    bench.run_composite([&] {
        ACX_TARGET_STREAM_CONFIG config;
        ACX_TARGET_STREAM_CONFIG_INIT(&config);
        config.TargetCircuit = CompositeDriver::target;
        config.PinId = 0;
        config.DataFormat = make_format(CompositeDriver::parent, 48000, 16, 2);
        config.SignalProcessingMode = &AUDIO_SIGNALPROCESSINGMODE_RAW;
        ACXTARGETSTREAM target = nullptr;
        REQUIRE(AcxTargetStreamCreate(CompositeDriver::parent, WDF_NO_OBJECT_ATTRIBUTES, &config, &target) ==
                STATUS_SUCCESS);
        CHECK(journal_of({"codec CreateStream"}).size() == 1);
        CHECK(AcxTargetStreamGetElementsCount(target) == 0);
        WdfObjectDelete(target);
        CHECK(journal_of({"codec stream cleanup"}).size() == 1);
    });
}
