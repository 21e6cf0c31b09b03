// SPDX-License-Identifier: MIT
#include "tests/acx/bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;
using Names = std::vector<std::string>;

TEST_CASE("the canonical trace of contract 1.1 and 6.1, start to unload") {
    Bench bench;
    Collector<StreamStateChanged> states(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        std::uint32_t fifo = 0, delay = 0;
        REQUIRE(connection->hw_latency(fifo, delay) == 0);
        CHECK(fifo == 128);
        REQUIRE(connection->set_state(StreamState::Pause) == 0);
        REQUIRE(connection->set_render_packet(0) == 0);
        REQUIRE(connection->set_state(StreamState::Run) == 0);
        REQUIRE(connection->set_render_packet(1) == 0);
        connection->close();
    });
    CHECK(journal == Names{"device Prepare",    "circuit Prepare",
                           "D0Entry",           "circuit PowerUp",
                           "CreateStream",      "Allocate 2 1920",
                           "GetHwLatency",      "Prepare",
                           "SetRenderPacket 0", "Run",
                           "SetRenderPacket 1", "Pause",
                           "Release",           "Free 2",
                           "stream cleanup",    "stream destroy",
                           "circuit PowerDown", "D0Exit",
                           "circuit Release",   "device Release"});
    REQUIRE(states.found.size() == 4);
    CHECK(states.found[0].from == 0);
    CHECK(states.found[0].to == 2);
    CHECK(states.found[1].to == 3);
    CHECK(states.found[3].to == 0);
    CHECK(bench.executive.pool().leaks().empty());
}

TEST_CASE("RT-LIF-07: a jump is expanded into single steps") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        journal.clear();
        CHECK(connection->set_state(StreamState::Run) == 0);
        CHECK(connection->set_state(StreamState::Stop) == 0);
        CHECK(connection->set_state(StreamState::Stop) == 0);
        CHECK(journal == Names{"Prepare", "Run", "Pause", "Release"});
    });
}

TEST_CASE("RT-LIF-13, -14: a failed Prepare leaves Stop, a failed Run leaves Pause") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        journal.clear();
        behaviour.prepare = STATUS_INSUFFICIENT_RESOURCES;
        CHECK(connection->set_state(StreamState::Run) == static_cast<Status>(STATUS_INSUFFICIENT_RESOURCES));
        CHECK(connection->state() == StreamState::Stop);
        CHECK(journal == Names{"Prepare"});
        behaviour.prepare = STATUS_SUCCESS;
        behaviour.run = STATUS_DEVICE_NOT_READY;
        CHECK(connection->set_state(StreamState::Run) == static_cast<Status>(STATUS_DEVICE_NOT_READY));
        CHECK(connection->state() == StreamState::Pause);
        CHECK(journal == Names{"Prepare", "Prepare", "Run"});
    });
}

TEST_CASE("RT-LIF-15: Pause and Release that fail are reached all the same") {
    Bench bench;
    Collector<StreamStateChanged> states(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open_running();
        behaviour.pause = STATUS_UNSUCCESSFUL;
        behaviour.release = STATUS_UNSUCCESSFUL;
        CHECK(connection->set_state(StreamState::Stop) == 0);
        CHECK(connection->state() == StreamState::Stop);
        REQUIRE(states.found.size() == 4);
        CHECK(states.found[2].status == static_cast<std::uint32_t>(STATUS_UNSUCCESSFUL));
        CHECK(states.found[3].status == static_cast<std::uint32_t>(STATUS_UNSUCCESSFUL));
        CHECK(states.found[3].to == 0);
    });
}

TEST_CASE("Run without packets is refused by the framework, and so is a second set of packets") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open();
        CHECK(connection->set_state(StreamState::Run) == static_cast<Status>(STATUS_INVALID_DEVICE_STATE));
        CHECK(connection->state() == StreamState::Pause);
        CHECK(connection->set_state(StreamState::Stop) == 0);
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        CHECK(connection->allocate_packets(2, packet_bytes) == static_cast<Status>(STATUS_INVALID_DEVICE_STATE));
    });
}

TEST_CASE("RT-LIF-26: power down pauses a running stream, power up restores it, numbering goes on") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open_running();
        REQUIRE(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 1) == STATUS_SUCCESS);
        journal.clear();
        REQUIRE(bench.host.power_down(wdf::DevicePower::D3).ok());
        CHECK(connection->state() == StreamState::Pause);
        CHECK(bench.acx->streaming_pins().empty());
        REQUIRE(bench.host.power_up().ok());
        CHECK(connection->state() == StreamState::Run);
        CHECK(journal == Names{"Pause", "circuit PowerDown", "D0Exit", "D0Entry", "circuit PowerUp", "Run"});
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 1, 2) == STATUS_SUCCESS);
        CHECK(connection->packet_register().completed_packet_count == 2);
    });
}

TEST_CASE("RT-LIF-33: surprise removal takes a running stream down; packets are freed when the client closes") {
    Bench bench;
    bench.run_to_start([&] {
        auto connection = bench.open_running();
        journal.clear();
        kernel::Thread &pnp = bench.system.start_thread("pnp", kernel::normal_priority, [&] {
            CHECK(bench.host.surprise_remove_device().ok());
            CHECK(bench.host.unload().ok());
        });
        bench.system.sleep_for(core::from_milliseconds(5));
        CHECK(journal == Names{"Pause", "Release", "circuit PowerDown", "D0Exit", "circuit Release", "device Release"});
        CHECK_FALSE(pnp.ended());
        CHECK(connection->set_state(StreamState::Run) == static_cast<Status>(STATUS_DEVICE_REMOVED));
        CHECK(connection->set_render_packet(1) == static_cast<Status>(STATUS_DEVICE_REMOVED));
        journal.clear();
        connection->close();
        CHECK(journal == Names{"Free 2", "stream cleanup", "stream destroy"});
        bench.system.wait(pnp.header());
        connection.reset();
    });
    CHECK(bench.executive.pool().leaks().empty());
}

TEST_CASE("RT-LIF-30, -31: a circuit whose PowerUp or Prepare fails is not visible, its device starts") {
    Bench bench;
    const bool prepare_fails = GENERATE(true, false);
    (prepare_fails ? behaviour.circuit_prepare : behaviour.circuit_power_up) = STATUS_UNSUCCESSFUL;
    bench.run([&] {
        CHECK(bench.acx->streaming_pins().empty());
        CHECK_FALSE(bench.acx->open("", Direction::Render, stereo_48k).ok());
    });
    const bool released = std::find(journal.begin(), journal.end(), "circuit Release") != journal.end();
    CHECK(released == !prepare_fails);
}

TEST_CASE("signalling goes past the queue: it overlaps a Pause in progress, a second control request waits") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open_running();
        journal.clear();
        behaviour.in_pause = [&](ACXSTREAM) {
            journal.push_back("Pause begins");
            bench.system.sleep_for(core::from_milliseconds(2));
        };
        kernel::Thread &control = bench.system.start_thread("control", kernel::normal_priority,
                                                            [&] { connection->set_state(StreamState::Pause); });
        kernel::Thread &second = bench.system.start_thread("second", kernel::normal_priority, [&] {
            bench.system.sleep_for(core::from_microseconds(100));
            connection->set_state(StreamState::Run);
        });
        bench.system.sleep_for(core::from_milliseconds(1));
        CHECK(connection->set_render_packet(1) == 0);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 1) == STATUS_SUCCESS); // Pause has not returned
        bench.system.wait(control.header());
        bench.system.wait(second.header());
        CHECK(journal == Names{"Pause begins", "SetRenderPacket 1", "Pause", "Run"});
        behaviour.in_pause = nullptr;
    });
}

TEST_CASE("closing waits for signalling calls that are still in the driver") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open_running();
        behaviour.in_set_render_packet = [&](ACXSTREAM) { bench.system.sleep_for(core::from_milliseconds(3)); };
        journal.clear();
        bench.system.start_thread("signalling", kernel::normal_priority, [&] {
            connection->set_render_packet(1);
            journal.push_back("SetRenderPacket is over");
        });
        bench.system.sleep_for(core::from_milliseconds(1));
        connection->close();
        CHECK(journal == Names{"SetRenderPacket 1", "Pause", "Release", "SetRenderPacket is over", "Free 2",
                               "stream cleanup", "stream destroy"});
    });
}

TEST_CASE("AcxStreamStopIo holds control requests back until AcxStreamResumeIo") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open_running();
        journal.clear();
        REQUIRE(AcxStreamStopIo(Driver::stream, AcxStopIoNoFlags) == STATUS_SUCCESS);
        kernel::Thread &control = bench.system.start_thread("control", kernel::normal_priority,
                                                            [&] { connection->set_state(StreamState::Pause); });
        bench.system.sleep_for(core::from_milliseconds(1));
        CHECK(journal.empty());
        AcxStreamResumeIo(Driver::stream);
        bench.system.wait(control.header());
        CHECK(journal == Names{"Pause"});
    });
}

TEST_CASE("RT-CIR-11: MaxStreams bounds the streams of a pin") {
    Bench bench;
    behaviour.streams_max = 1;
    bench.run([&] {
        auto first = bench.open();
        CHECK_FALSE(bench.acx->open("", Direction::Render, stereo_48k).ok());
        first->close();
        CHECK(bench.acx->open("", Direction::Render, stereo_48k).ok());
    });
}

TEST_CASE("RT-LIF-28: removal and rebalance are refused while a stream runs, and go through when it has paused") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open_running();
        journal.clear();
        CHECK(bench.host.remove_device().code == static_cast<Status>(STATUS_DEVICE_BUSY));
        CHECK(bench.host.stop_device().code == static_cast<Status>(STATUS_DEVICE_BUSY));
        CHECK(journal.empty());
        CHECK(connection->state() == StreamState::Run);
        REQUIRE(connection->set_state(StreamState::Pause) == 0);
        CHECK(bench.host.stop_device().ok());
        CHECK(bench.host.start_device({}).ok());
    });
}

TEST_CASE("an open stream keeps an idle-capable device in D0; an idle device comes back for a new stream") {
    Bench bench;
    bench.run([&] {
        WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS settings;
        WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&settings, IdleCannotWakeFromS0);
        settings.IdleTimeout = 100;
        REQUIRE(WdfDeviceAssignS0IdleSettings(Driver::device, &settings) == STATUS_SUCCESS);
        auto connection = bench.open();
        journal.clear();
        bench.system.sleep_for(core::from_milliseconds(500));
        CHECK(journal.empty());
        connection.reset();
        journal.clear();
        bench.system.sleep_for(core::from_milliseconds(500));
        CHECK(journal == Names{"circuit PowerDown", "D0Exit"});
        CHECK(bench.acx->streaming_pins().size() == 1);
        journal.clear();
        connection = bench.open();
        REQUIRE(journal.size() >= 2);
        CHECK(journal[0] == "D0Entry");
        CHECK(journal[1] == "circuit PowerUp");
    });
}
