// SPDX-License-Identifier: MIT
//
// A SystemC twin of the DMA alone, as the yardstick for the whole simulator: a render engine that fetches 32-byte
// bursts at the pace of 48 kHz, 16 bits, stereo, into a FIFO, raises an interrupt at each packet of 10 ms, and a
// handler that fills the packet that has just been played. It leaves out everything else that acxsim does in the same
// time: registers, descriptor list, link frames and codec, processors, IRQL, DPCs, threads, the framework and the
// driver, clients, trace and hash, rules, comparison of what was played. It is written for speed: methods instead of
// threads, no signals, no ports, no tracing. Prints stream-seconds per wall-second.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <systemc>

namespace {

constexpr unsigned burst_bytes = 32;
constexpr unsigned packet_bytes = 1920;
constexpr unsigned packets = 2;
constexpr double bytes_per_second = 192'000;

SC_MODULE(RenderEngine) {
    SC_CTOR(RenderEngine) {
        SC_METHOD(fetch);
        SC_METHOD(interrupt);
        sensitive << packet_done;
        dont_initialize();
    }
    void fetch() {
        std::memcpy(fifo.data() + position % fifo.size(), memory.data() + position % memory.size(), burst_bytes);
        position += burst_bytes;
        if (position % packet_bytes == 0) packet_done.notify(sc_core::SC_ZERO_TIME);
        next_trigger(period);
    }
    void interrupt() {
        const std::uint64_t next = position / packet_bytes + 1; // packet that goes where the played one was
        std::uint8_t *slot = memory.data() + next % packets * packet_bytes;
        for (unsigned i = 0; i < packet_bytes; i += 4) {
            const auto frame = static_cast<std::uint32_t>(next * (packet_bytes / 4) + i / 4);
            std::memcpy(slot + i, &frame, sizeof frame);
        }
        ++completed;
    }

    const sc_core::sc_time period{burst_bytes / bytes_per_second, sc_core::SC_SEC};
    sc_core::sc_event packet_done;
    std::array<std::uint8_t, packets * packet_bytes> memory{};
    std::array<std::uint8_t, 192> fifo{};
    std::uint64_t position = 0;
    std::uint64_t completed = 0;
};

} // namespace

__attribute__((visibility("default"))) int sc_main(int argc, char *argv[]) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 3600;
    RenderEngine engine("engine");
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_SEC)); // warm
    const auto begin = std::chrono::steady_clock::now();
    sc_core::sc_start(sc_core::sc_time(seconds, sc_core::SC_SEC));
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    const std::uint64_t expected = static_cast<std::uint64_t>((seconds + 1) * 100);
    if (engine.completed + 1 < expected) {
        std::fprintf(stderr, "only %llu of %llu packets\n", static_cast<unsigned long long>(engine.completed),
                     static_cast<unsigned long long>(expected));
        return 1;
    }
    std::printf("%.1f\n", seconds / elapsed.count());
    return 0;
}
