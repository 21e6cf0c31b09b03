// SPDX-License-Identifier: MIT
//
// A SystemC twin of the DMA alone, as the yardstick for the whole simulator: N render engines that each fetch bursts at
// the pace of 48 kHz, 16 bits, stereo, into a FIFO, raise an interrupt at the end of each packet, and a handler that
// fills the packet that has just been played. It leaves out everything else that acxsim does in the same time:
// registers, descriptor lists, memory latency, bus arbitration, link frames and codec, processors, IRQL, DPCs, threads,
// the framework and the driver, clients, trace and hash, rules, comparison of what was played.
// It is written for speed: methods instead of threads, one event per engine with static sensitivity that notifies
// itself, no signals, no ports, no tracing. Engines start on eight different link frames, as streams do that are
// started one after the other.
//   bench_systemc_dma STREAMS BURST_BYTES PACKET_FRAMES SECONDS
// Prints the processor seconds that SECONDS took, after a tenth of that to warm up.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include <systemc>

namespace {

constexpr unsigned packets = 2;
constexpr unsigned block_bytes = 4;
constexpr unsigned frames_per_second = 48'000;

struct Shape {
    unsigned burst_bytes;
    unsigned packet_bytes;
};

SC_MODULE(RenderEngine) {
    SC_HAS_PROCESS(RenderEngine);
    RenderEngine(sc_core::sc_module_name name, const Shape &shape, unsigned first_frame)
        : sc_module(name), shape(shape),
          period(static_cast<double>(shape.burst_bytes) / (block_bytes * frames_per_second), sc_core::SC_SEC),
          memory(std::size_t{packets} * shape.packet_bytes) {
        SC_METHOD(fetch);
        sensitive << due;
        dont_initialize();
        SC_METHOD(interrupt);
        sensitive << packet_done;
        dont_initialize();
        due.notify(sc_core::sc_time(static_cast<double>(first_frame + 1) / frames_per_second, sc_core::SC_SEC));
    }
    void fetch() {
        due.notify(period);
        std::memcpy(fifo.data() + fifo_index, memory.data() + memory_index, shape.burst_bytes);
        fifo_index = (fifo_index + shape.burst_bytes) % (fifo.size() - fifo.size() % shape.burst_bytes);
        memory_index += shape.burst_bytes;
        packet_index += shape.burst_bytes;
        if (memory_index == memory.size()) memory_index = 0;
        if (packet_index == shape.packet_bytes) {
            packet_index = 0;
            packet_done.notify(sc_core::SC_ZERO_TIME);
        }
    }
    void interrupt() {
        const std::uint64_t next = ++completed + 1; // packet that goes where the played one was
        std::uint8_t *slot = memory.data() + next % packets * shape.packet_bytes;
        auto frame = static_cast<std::uint32_t>(next * (shape.packet_bytes / block_bytes));
        for (unsigned i = 0; i < shape.packet_bytes; i += block_bytes, ++frame)
            std::memcpy(slot + i, &frame, sizeof frame);
    }

    const Shape shape;
    const sc_core::sc_time period;
    sc_core::sc_event due;
    sc_core::sc_event packet_done;
    std::vector<std::uint8_t> memory;
    std::array<std::uint8_t, 256> fifo{};
    std::size_t fifo_index = 0;
    std::size_t memory_index = 0;
    std::size_t packet_index = 0;
    std::uint64_t completed = 0;
};

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

} // namespace

__attribute__((visibility("default"))) int sc_main(int argc, char *argv[]) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: %s STREAMS BURST_BYTES PACKET_FRAMES SECONDS\n", argv[0]);
        return 2;
    }
    const auto streams = static_cast<unsigned>(std::atoi(argv[1]));
    const Shape shape{static_cast<unsigned>(std::atoi(argv[2])),
                      static_cast<unsigned>(std::atoi(argv[3])) * block_bytes};
    const double seconds = std::atof(argv[4]);
    if (streams == 0 || shape.burst_bytes == 0 || shape.burst_bytes > 256 || seconds <= 0 || shape.packet_bytes == 0 ||
        shape.packet_bytes % shape.burst_bytes != 0) {
        std::fprintf(stderr, "a packet is a whole number of bursts of 1 to 256 bytes\n");
        return 2;
    }
    std::vector<std::unique_ptr<RenderEngine>> engines;
    for (unsigned i = 0; i < streams; ++i)
        engines.push_back(std::make_unique<RenderEngine>(("engine" + std::to_string(i)).c_str(), shape, i % 8));
    const double warm = seconds / 10;
    sc_core::sc_start(sc_core::sc_time(warm, sc_core::SC_SEC));
    const double begin = processor_seconds();
    sc_core::sc_start(sc_core::sc_time(seconds, sc_core::SC_SEC));
    const double elapsed = processor_seconds() - begin;
    const auto expected =
        static_cast<std::uint64_t>((seconds + warm) * frames_per_second * block_bytes / shape.packet_bytes);
    for (const auto &engine : engines) {
        if (engine->completed + 2 >= expected) continue;
        std::fprintf(stderr, "only %llu of %llu packets\n", static_cast<unsigned long long>(engine->completed),
                     static_cast<unsigned long long>(expected));
        return 1;
    }
    std::printf("%.6f\n", elapsed);
    return 0;
}
