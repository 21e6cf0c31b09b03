// SPDX-License-Identifier: MIT
//
// Preprocess callbacks of streams and of circuit factories: what they see, and that the driver decides how each request
// ends: by dispatch or by completion (RT-REQ-01, RT-LIF-07).
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/object_request.hpp"
#include "tests/acx/composite_bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

namespace {

using Names = std::vector<std::string>;
constexpr GUID custom_set{0x22222222, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};
constexpr GUID other_set{0x33333333, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};
char context[] = "preprocess ";

ACX_REQUEST_PARAMETERS parameters_of(WDFREQUEST request) {
    ACX_REQUEST_PARAMETERS parameters;
    ACX_REQUEST_PARAMETERS_INIT(&parameters);
    AcxRequestGetParameters(request, &parameters);
    return parameters;
}

// --- stream states

ULONG answered_by_driver; // the KSSTATE that the callback completes itself, 99: none
NTSTATUS answer_of_driver;

VOID state_request(ACXOBJECT object, ACXCONTEXT given, WDFREQUEST request) {
    const ACX_REQUEST_PARAMETERS parameters = parameters_of(request);
    CHECK(parameters.Type == AcxRequestTypeProperty);
    CHECK(parameters.Parameters.Property.Verb == AcxPropertyVerbSet);
    CHECK(parameters.Parameters.Property.ItemType == AcxItemTypeStream);
    const ULONG state = *static_cast<ULONG *>(parameters.Parameters.Property.Value);
    journal.push_back(static_cast<const char *>(given) + std::to_string(state));
    if (state == answered_by_driver) {
        WdfRequestComplete(request, answer_of_driver);
    } else {
        CHECK(AcxStreamDispatchAcxRequest(static_cast<ACXSTREAM>(object), request) == STATUS_SUCCESS);
    }
}

void watch_states(PACXSTREAM_INIT init) {
    REQUIRE(AcxStreamInitAssignAcxRequestPreprocessCallback(init, state_request, context, AcxRequestTypeProperty,
                                                            &KSPROPSETID_Connection,
                                                            KSPROPERTY_CONNECTION_STATE) == STATUS_SUCCESS);
}

Names states() { return journal_of({"preprocess", "Prepare", "Run", "Pause", "Release"}); }

struct StateBench : Bench {
    StateBench() {
        behaviour.bend_stream_init = watch_states;
        answered_by_driver = 99;
        answer_of_driver = STATUS_SUCCESS;
    }
};

// --- factories

VOID factory_property(ACXOBJECT, WDFREQUEST request) {
    journal.push_back("property handler");
    *static_cast<ULONG *>(parameters_of(request).Parameters.Property.Value) = 42;
    WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, sizeof(ULONG));
}
VOID factory_dispatches(ACXOBJECT object, ACXCONTEXT given, WDFREQUEST request) {
    CHECK(object == reinterpret_cast<ACXOBJECT>(CompositeDriver::factory));
    journal.push_back(static_cast<const char *>(given) + std::to_string(parameters_of(request).Parameters.Property.Id));
    CHECK(AcxCircuitDispatchAcxRequest(static_cast<ACXCIRCUIT>(object), request) == STATUS_SUCCESS);
}
VOID factory_completes(ACXOBJECT, ACXCONTEXT, WDFREQUEST request) {
    journal.push_back("completed by preprocess");
    WdfRequestComplete(request, STATUS_ACCESS_DENIED);
}

void add_properties(PACXFACTORYCIRCUIT_INIT init) {
    ACX_PROPERTY_ITEM item{};
    item.Set = &custom_set;
    item.Id = 5;
    item.Flags = ACX_PROPERTY_ITEM_FLAG_GET;
    item.EvtAcxObjectProcessRequest = factory_property;
    item.ValueCb = sizeof(ULONG);
    REQUIRE(AcxFactoryCircuitInitAssignProperties(init, &item, 1) == STATUS_SUCCESS);
}

RequestAnswer ask_factory(ULONG id, ULONG &value) {
    ACX_REQUEST_PARAMETERS parameters;
    ACX_REQUEST_PARAMETERS_INIT_PROPERTY(&parameters, custom_set, id, AcxPropertyVerbGet, AcxItemTypeFactoryCircuit, 0,
                                         nullptr, 0, &value, sizeof value);
    auto &factory = wdf::from_handle<FactoryCircuit>(CompositeDriver::factory);
    return send_request(*addressee(factory, AcxItemTypeFactoryCircuit, AcxItemIdNone), parameters);
}

} // namespace

TEST_CASE("RT-LIF-07: a stream's preprocess callback sees each KS state, also on the way to a farther one") {
    StateBench bench;
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        journal.clear();
        REQUIRE(connection->set_state(StreamState::Run) == 0);
        CHECK(states() == Names{"preprocess 1", "preprocess 2", "Prepare", "preprocess 3", "Run"});
        journal.clear();
        REQUIRE(connection->set_state(StreamState::Stop) == 0);
        CHECK(states() == Names{"preprocess 2", "Pause", "preprocess 1", "preprocess 0", "Release"});
    });
}

TEST_CASE("RT-REQ-01: a state request that the driver completes itself does not move the stream") {
    StateBench bench;
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        journal.clear();
        answered_by_driver = 3;
        SECTION("with success") { CHECK(connection->set_state(StreamState::Run) == 0); }
        SECTION("with a failure") {
            answer_of_driver = STATUS_INSUFFICIENT_RESOURCES;
            CHECK(connection->set_state(StreamState::Run) == static_cast<Status>(STATUS_INSUFFICIENT_RESOURCES));
        }
        CHECK(connection->state() == StreamState::Pause);
        CHECK(states() == Names{"preprocess 1", "preprocess 2", "Prepare", "preprocess 3"});
    });
}

TEST_CASE("a stream's preprocess callback for another set is not asked about states") {
    Bench bench;
    behaviour.bend_stream_init = [](PACXSTREAM_INIT init) {
        REQUIRE(AcxStreamInitAssignAcxRequestPreprocessCallback(init, state_request, context, AcxRequestTypeProperty,
                                                                &other_set, AcxItemIdAny) == STATUS_SUCCESS);
    };
    bench.run([&] {
        auto connection = bench.open_running();
        CHECK(journal_of({"preprocess"}).empty());
        CHECK(connection->state() == StreamState::Run);
    });
}

TEST_CASE("RT-REQ-01: a factory's preprocess callback dispatches to its property handler") {
    CompositeBench bench;
    composite.factory = true;
    composite.bend_factory = [](PACXFACTORYCIRCUIT_INIT init) {
        add_properties(init);
        REQUIRE(AcxFactoryCircuitInitAssignAcxRequestPreprocessCallback(init, factory_dispatches, context,
                                                                        AcxRequestTypeProperty, &custom_set,
                                                                        AcxItemIdAny) == STATUS_SUCCESS);
    };
    bench.run_composite([&] {
        journal.clear();
        ULONG value = 0;
        const RequestAnswer answer = ask_factory(5, value);
        CHECK(answer.status == 0);
        CHECK(answer.information == sizeof(ULONG));
        CHECK(value == 42);
        CHECK(journal == Names{"preprocess 5", "property handler"});
        CHECK(ask_factory(6, value).status == static_cast<Status>(STATUS_NOT_FOUND)); // dispatched, and nobody's
    });
}

TEST_CASE("RT-REQ-01: what a factory's preprocess callback completes never reaches the property handler") {
    CompositeBench bench;
    composite.factory = true;
    composite.bend_factory = [](PACXFACTORYCIRCUIT_INIT init) {
        add_properties(init);
        REQUIRE(AcxFactoryCircuitInitAssignAcxRequestPreprocessCallback(
                    init, factory_completes, nullptr, AcxRequestTypeProperty, &custom_set, 5) == STATUS_SUCCESS);
        REQUIRE(AcxFactoryCircuitInitAssignAcxRequestPreprocessCallback(init, nullptr, nullptr, AcxRequestTypeProperty,
                                                                        &custom_set, 5) == STATUS_INVALID_PARAMETER);
    };
    bench.run_composite([&] {
        journal.clear();
        ULONG value = 0;
        CHECK(ask_factory(5, value).status == static_cast<Status>(STATUS_ACCESS_DENIED));
        CHECK(value == 0);
        CHECK(journal == Names{"completed by preprocess"});
    });
}
