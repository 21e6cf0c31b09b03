// SPDX-License-Identifier: MIT
//
// Circuit devices, composites, stream bridges and circuit factories: contract.md 6.2 to 6.4 and 6.7.
#include "tests/acx/composite_bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

namespace {

using Names = std::vector<std::string>;

std::unique_ptr<StreamConnection> open_dsp(CompositeBench &bench) {
    const Direction direction = composite.capture ? Direction::Capture : Direction::Render;
    auto opened = bench.acx->open("Dsp", direction, stereo_48k);
    INFO((opened ? std::string() : opened.error().message));
    REQUIRE(opened.ok());
    return std::move(*opened);
}

Names streams() {
    return journal_of({"dsp CreateStream", "codec CreateStream", "dsp Prepare", "codec Prepare", "dsp Run", "codec Run",
                       "dsp Pause", "codec Pause", "dsp Release", "codec Release"});
}

void to_run_and_away(CompositeBench &bench) {
    auto connection = open_dsp(bench);
    journal.clear();
    REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
    REQUIRE(connection->set_state(StreamState::Run) == 0);
    REQUIRE(connection->set_state(StreamState::Stop) == 0);
}

} // namespace

TEST_CASE("RT-DRV-11: a circuit device starts after its parent, with its own circuit's callbacks") {
    CompositeBench bench;
    composite.register_template = false;
    bench.run_composite([&] {
        CHECK(journal_of({"parent", "child", "dsp circuit", "codec circuit", "dsp PowerUp", "codec PowerUp"}) ==
              Names{"parent Prepare", "dsp circuit Prepare", "dsp PowerUp", "child Prepare", "codec circuit Prepare",
                    "codec PowerUp"});
        journal.clear();
        CHECK(NT_SUCCESS(AcxDeviceRemoveCircuitDevice(CompositeDriver::parent, CompositeDriver::child)));
        CHECK(journal.empty()); // removal is asynchronous
        bench.settle();
        CHECK(journal_of({"child", "codec"}) == Names{"codec PowerDown", "codec circuit Release", "child Release"});
    });
}

TEST_CASE("RT-DRV-03: only a raw child of the parent can become a circuit device") {
    CompositeBench bench;
    composite.register_template = false;
    bench.run_composite([&] {
        CHECK(AcxDeviceAddCircuitDevice(CompositeDriver::parent, CompositeDriver::child) == STATUS_INVALID_PARAMETER);
        CHECK(AcxDeviceAddCircuitDevice(CompositeDriver::parent, CompositeDriver::parent) == STATUS_INVALID_PARAMETER);
        CHECK(AcxDeviceRemoveCircuitDevice(CompositeDriver::child, CompositeDriver::parent) ==
              STATUS_INVALID_PARAMETER);
    });
}

TEST_CASE("RT-CIR-09: a composite is initialised from the device side, then its interfaces go on") {
    CompositeBench bench;
    composite.dsp_first = GENERATE(true, false);
    bench.run_composite([&] {
        CHECK(journal_of({"dsp Composite", "codec Composite", "dsp connected", "codec connected"}) ==
              Names{"codec CompositeCircuitInitialize", "dsp CompositeCircuitInitialize", "codec connected to pin 1",
                    "dsp connected to pin 0", "codec CompositeInitialize", "dsp CompositeInitialize"});
        CHECK(bench.acx->streaming_pins().size() == 1);
        journal.clear();
    });
    CHECK(journal_of({"dsp Composite", "codec Composite", "dsp disconnected", "codec disconnected"}) ==
          Names{"dsp disconnected", "codec disconnected", "dsp CompositeDeinitialize", "codec CompositeDeinitialize"});
}

TEST_CASE("RT-CIR-09: without all its circuits, or if one refuses, nothing of a composite is visible") {
    CompositeBench bench;
    SECTION("a circuit refuses") {
        composite.codec_composite_initialise = STATUS_UNSUCCESSFUL;
        bench.run_composite([&] { CHECK(bench.acx->streaming_pins().empty()); });
    }
    SECTION("a circuit leaves") {
        bench.run_composite([&] {
            AcxDeviceRemoveCircuitDevice(CompositeDriver::parent, CompositeDriver::child);
            bench.settle();
            CHECK(bench.acx->streaming_pins().empty());
        });
    }
    SECTION("the template goes: the circuits stand alone again") {
        bench.run_composite([&] {
            CHECK(NT_SUCCESS(
                AcxManagerRemoveCompositeTemplate(AcxGetManager(nullptr), CompositeDriver::composite_template)));
            CHECK(journal_of({"dsp CompositeDeinitialize"}).size() == 1);
            CHECK(bench.acx->streaming_pins().size() == 1);
        });
    }
}

TEST_CASE("RT-BRG-01: a stream on the head makes one on the next circuit, with a format of its pin's list") {
    CompositeBench bench;
    bench.run_composite([&] {
        journal.clear();
        auto connection = open_dsp(bench);
        CHECK(streams() == Names{"dsp CreateStream pin 0 48000 RAW", "codec CreateStream pin 0 48000 RAW"});
        connection.reset();
        CHECK(journal_of({"dsp stream", "codec stream"}) == Names{"dsp stream cleanup", "codec stream cleanup"});
    });
}

TEST_CASE("RT-BRG-01: a format that the next circuit does not have fails the stream") {
    CompositeBench bench;
    SECTION("not in its list") { composite.codec_lists_format = false; }
    SECTION("refused by its driver") { composite.codec_create_stream = STATUS_INSUFFICIENT_RESOURCES; }
    bench.run_composite([&] {
        CHECK_FALSE(bench.acx->open("Dsp", Direction::Render, stereo_48k).ok());
        CHECK(journal_of({"dsp stream cleanup"}).size() == 1); // the orphan is cleaned up
    });
}

TEST_CASE("RT-LIF-40: render goes up from the head and down from the device") {
    CompositeBench bench;
    bench.run_composite([&] {
        to_run_and_away(bench);
        CHECK(streams() == Names{"dsp Prepare", "codec Prepare", "dsp Run", "codec Run", "codec Pause", "dsp Pause",
                                 "codec Release", "dsp Release"});
    });
}

TEST_CASE("RT-LIF-40: capture goes up from the device and down from the head") {
    CompositeBench bench;
    composite.capture = true;
    bench.run_composite([&] {
        to_run_and_away(bench);
        CHECK(streams() == Names{"codec Prepare", "dsp Prepare", "codec Run", "dsp Run", "dsp Pause", "codec Pause",
                                 "dsp Release", "codec Release"});
    });
}

TEST_CASE("the bridge's invert flag turns the order round") {
    CompositeBench bench;
    composite.driver_bridge = true;
    bench.run_composite([&] {
        to_run_and_away(bench);
        CHECK(streams() == Names{"codec Prepare", "dsp Prepare", "codec Run", "dsp Run", "dsp Pause", "codec Pause",
                                 "dsp Release", "codec Release"});
    });
}

TEST_CASE("a next circuit that fails Prepare takes the head back to Stop") {
    CompositeBench bench;
    composite.codec_prepare = STATUS_UNSUCCESSFUL;
    bench.run_composite([&] {
        auto connection = open_dsp(bench);
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        journal.clear();
        CHECK(connection->set_state(StreamState::Pause) == static_cast<Status>(STATUS_UNSUCCESSFUL));
        CHECK(connection->state() == StreamState::Stop);
        CHECK(streams() == Names{"dsp Prepare", "codec Prepare", "dsp Release"});
    });
}

TEST_CASE("RT-LIF-35: a stream whose composite breaks is taken down and refuses requests") {
    CompositeBench bench;
    bench.run_composite([&] {
        auto connection = open_dsp(bench);
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        REQUIRE(connection->set_state(StreamState::Run) == 0);
        journal.clear();
        AcxDeviceRemoveCircuitDevice(CompositeDriver::parent, CompositeDriver::child);
        bench.settle();
        CHECK(streams() == Names{"codec Pause", "dsp Pause", "codec Release", "dsp Release"});
        CHECK(connection->set_state(StreamState::Run) == static_cast<Status>(STATUS_DEVICE_REMOVED));
        CHECK(journal_of({"codec stream cleanup"}).size() == 1);
    });
}

TEST_CASE("RT-FAC-01: a factory makes device and circuit when the composite needs them") {
    CompositeBench bench;
    composite.factory = true;
    bench.run_composite([&] {
        CHECK(journal_of({"factory", "child", "codec circuit", "codec PowerUp", "dsp CompositeInit"}) ==
              Names{"factory CreateCircuitDevice", "factory CreateCircuit", "child Prepare", "codec circuit Prepare",
                    "codec PowerUp", "dsp CompositeInitialize"});
        CHECK(bench.acx->streaming_pins().size() == 1);
        auto connection = open_dsp(bench);
        CHECK(journal_of({"codec CreateStream"}).size() == 1);
        connection.reset();
        journal.clear();
        CHECK(
            NT_SUCCESS(AcxManagerRemoveCompositeTemplate(AcxGetManager(nullptr), CompositeDriver::composite_template)));
        bench.settle();
        CHECK(journal_of({"factory", "child"}) == Names{"factory DeleteCircuitDevice", "child Release"});
    });
}

TEST_CASE("AcxFactoryCircuitCreate wants a name and both callbacks") {
    CompositeBench bench;
    bench.run_composite([&] {
        PACXFACTORYCIRCUIT_INIT init = AcxFactoryCircuitInitAllocate(CompositeDriver::parent);
        ACXFACTORYCIRCUIT factory;
        CHECK(AcxFactoryCircuitCreate(CompositeDriver::parent, WDF_NO_OBJECT_ATTRIBUTES, &init, &factory) ==
              STATUS_INVALID_PARAMETER);
        REQUIRE(init != nullptr);
        AcxFactoryCircuitInitFree(init);
    });
}

TEST_CASE("RT-CIR-04: a circuit template names its circuit by id or by URI, not by both") {
    CompositeBench bench;
    bench.run_composite([&] {
        DECLARE_CONST_UNICODE_STRING(uri, L"some:uri");
        const GUID id{1, 2, 3, {4}};
        ACX_CIRCUIT_TEMPLATE_CONFIG config;
        ACX_CIRCUIT_TEMPLATE_CONFIG_INIT(&config);
        config.CircuitUri = &uri;
        config.CircuitId = &id;
        ACXCIRCUITTEMPLATE part;
        CHECK(AcxCircuitTemplateCreate(WdfGetDriver(), WDF_NO_OBJECT_ATTRIBUTES, &config, &part) ==
              STATUS_INVALID_PARAMETER);
    });
}
