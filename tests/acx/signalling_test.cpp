// SPDX-License-Identifier: MIT
#include "tests/acx/bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

TEST_CASE("RT-PKT-22: the register is written before the event is set; AMB-33 hash") {
    Bench bench;
    Collector<PacketNotified> notified(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open_running();
        PacketRegister seen;
        kernel::Thread &client = bench.system.start_thread("client", kernel::pro_audio_priority, [&] {
            bench.system.wait(connection->packet_event());
            seen = connection->packet_register();
        });
        bench.system.sleep_for(core::from_milliseconds(1));
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 0x1234567890) == STATUS_SUCCESS);
        bench.system.wait(client.header());
        CHECK(seen.completed_packet_count == 1);
        CHECK(seen.completed_packet_qpc == 0x1234567890);
        CHECK(seen.completed_packet_hash == (std::uint64_t{1} << 32 | 0x34567890));
        CHECK_FALSE(connection->packet_event().signalled()); // auto-reset
        REQUIRE(notified.found.size() == 1);
        CHECK(notified.found[0].state == 3);
        CHECK(notified.found[0].status == 0);
    });
}

TEST_CASE("AMB-40: notifications outside Run and bad ordinals are refused and change nothing") {
    Bench bench;
    Collector<PacketNotified> notified(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 1) == STATUS_INVALID_DEVICE_STATE);
        REQUIRE(connection->set_state(StreamState::Pause) == 0);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 1) == STATUS_INVALID_DEVICE_STATE);
        REQUIRE(connection->set_state(StreamState::Run) == 0);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 1) == STATUS_SUCCESS);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 2) == STATUS_INVALID_PARAMETER);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 3, 2) == STATUS_SUCCESS); // the hardware skipped
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0x1'0000'0004, 2) == STATUS_INVALID_PARAMETER);
        CHECK(connection->packet_register().completed_packet_count == 4);
        REQUIRE(connection->set_state(StreamState::Pause) == 0);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 4, 3) == STATUS_INVALID_DEVICE_STATE);
        REQUIRE(connection->set_state(StreamState::Stop) == 0);
        CHECK(connection->packet_register().completed_packet_count == 0); // RT-LIF-12
        REQUIRE(connection->set_state(StreamState::Run) == 0);
        CHECK(AcxRtStreamNotifyPacketComplete(Driver::stream, 0, 9) == STATUS_SUCCESS);
    });
    CHECK(notified.found.size() == 8);
}

TEST_CASE("a stream may notify from inside its Run callback, and is believed only if Run succeeds") {
    Bench bench;
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        behaviour.in_run = [](ACXSTREAM stream) {
            CHECK(AcxRtStreamNotifyPacketComplete(stream, 0, 1) == STATUS_SUCCESS);
        };
        CHECK(connection->set_state(StreamState::Run) == 0);
        CHECK(connection->packet_register().completed_packet_count == 1);
    });
}

TEST_CASE("records of the signalling calls") {
    Bench bench;
    Collector<RenderPacketSet> set(bench.system.trace());
    Collector<PresentationPositionRead> positions(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open();
        REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
        REQUIRE(connection->set_state(StreamState::Pause) == 0);
        REQUIRE(connection->set_render_packet(0) == 0);
        REQUIRE(connection->set_state(StreamState::Run) == 0);
        behaviour.in_set_render_packet = [](ACXSTREAM stream) { AcxRtStreamNotifyPacketComplete(stream, 0, 1); };
        REQUIRE(connection->set_render_packet(1, 0x200, 17) == 0);
        REQUIRE(set.found.size() == 2);
        CHECK(set.found[0].state == 2);
        CHECK(set.found[0].ever_ran == 0);
        CHECK(set.found[1].state == 3);
        CHECK(set.found[1].ever_ran == 1);
        CHECK(set.found[1].flags == 0x200);
        CHECK(set.found[1].eos_length == 17);
        CHECK(set.found[1].completed_before == 0);
        CHECK(set.found[1].completed_after == 1);

        StreamConnection::PresentationPosition position;
        REQUIRE(connection->presentation_position(position) == 0);
        CHECK(position.blocks == 480);
        REQUIRE(positions.found.size() == 1);
        CHECK(positions.found[0].qpc_entry <= position.qpc);
        CHECK(position.qpc <= positions.found[0].qpc_exit);

        StreamConnection::CapturePacket packet;
        CHECK(connection->capture_packet(packet) == static_cast<Status>(STATUS_INVALID_DEVICE_REQUEST)); // RT-CB-69
    });
}

TEST_CASE("capture streams") {
    Bench bench;
    behaviour.capture = true;
    Collector<CapturePacketRead> read(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open_running();
        CHECK(connection->direction() == Direction::Capture);
        StreamConnection::CapturePacket packet;
        REQUIRE(connection->capture_packet(packet) == 0);
        CHECK(packet.packet == 3);
        CHECK(packet.qpc_start == 4);
        CHECK(packet.more_data);
        CHECK(read.found.size() == 1);
        CHECK(connection->set_render_packet(0) == static_cast<Status>(STATUS_INVALID_DEVICE_REQUEST)); // RT-CB-43
    });
}

TEST_CASE("CHK-129: outputs that a success leaves unwritten are recorded") {
    Bench bench;
    Collector<OutputNotWritten> unwritten(bench.system.trace());
    bench.run([&] {
        auto connection = bench.open_running();
        std::uint32_t fifo = 0, delay = 0, packet = 0;
        StreamConnection::PresentationPosition position;
        REQUIRE(connection->hw_latency(fifo, delay) == 0);
        REQUIRE(connection->current_packet(packet) == 0);
        CHECK(packet == 7);
        CHECK(unwritten.found.empty());
        behaviour.write_outputs = false;
        REQUIRE(connection->hw_latency(fifo, delay) == 0);
        REQUIRE(connection->current_packet(packet) == 0);
        REQUIRE(connection->presentation_position(position) == 0);
        REQUIRE(unwritten.found.size() == 4);
        CHECK(unwritten.found[0].parameter == 2);
        CHECK(unwritten.found[1].parameter == 3);
        CHECK(unwritten.found[2].callback_hash == core::hash_text("EvtAcxStreamGetCurrentPacket"));
        CHECK(unwritten.found[3].parameter == 3);
        CHECK(position.qpc == 0);
    });
}
