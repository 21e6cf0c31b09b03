// SPDX-License-Identifier: MIT
//
// The HDA model alone, without kernel, driver or client: seconds of 48 kHz / 16-bit / stereo streams per wall-second,
// in both timings, in one process. A packet is 10 ms; what runs the timeline does what a driver must at each interrupt:
// read LPIB and clear the status. Nobody listens at the codec.
//
//   bench_hda_engine [SECONDS [STREAMS]]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <new>
#include <vector>

#include "hwmodel/hda/controller.hpp"

using namespace acxsim;

namespace {

constexpr unsigned streams_per_controller = 4;
constexpr std::uint32_t packet_bytes = 1920;

/// One controller and its buffers.
class Board final : hw::InterruptSink {
public:
    Board(core::Simulation &simulation, hw::PhysicalMemory &memory, hw::Timing timing, unsigned streams)
        : controller_(simulation, memory, with(timing)),
          pages_(static_cast<std::byte *>(
              ::operator new (pages *hw::page_size_bytes, std::align_val_t{hw::page_size_bytes}))) {
        std::memset(pages_, 0, pages * hw::page_size_bytes);
        const hw::BusAddress base = memory.map(pages_, pages);
        controller_.interrupt_line().connect(this);
        controller_.write(0x08, 4, 1);
        while (controller_.read(0x08, 4) == 0)
            simulation.timeline.run_next();
        controller_.write(0x20, 4, 0xc00000ff);
        for (unsigned i = 0; i < streams; ++i) {
            const std::uint64_t sd = 0x80 + 0x20 * (4 + i);
            const std::uint64_t list = i * hw::page_size_bytes;
            const hw::BusAddress buffer = base + (streams_per_controller + i) * hw::page_size_bytes;
            for (std::uint32_t packet = 0; packet < 2; ++packet) {
                const hw::BusAddress at = buffer + packet * packet_bytes;
                const std::uint32_t words[4] = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32),
                                                packet_bytes, 1};
                std::memcpy(pages_ + list + packet * 16, words, sizeof words);
            }
            controller_.write(sd + 0x02, 1, (i + 1) << 4);
            controller_.write(sd + 0x08, 4, 2 * packet_bytes);
            controller_.write(sd + 0x12, 2, 0x0011);
            controller_.write(sd + 0x0c, 2, 1);
            controller_.write(sd + 0x18, 4, (base + list) & 0xffff'ffff);
            controller_.write(sd + 0x1c, 4, (base + list) >> 32);
            controller_.write(sd, 1, 0x06);
        }
    }
    ~Board() override { ::operator delete (pages_, std::align_val_t{hw::page_size_bytes}); }

    void serve() {
        if (!pending_) return;
        pending_ = false;
        for (auto status = static_cast<std::uint32_t>(controller_.read(0x24, 4)) & 0xf0; status != 0;
             status &= status - 1) {
            const std::uint64_t sd = 0x80 + 0x20 * static_cast<std::uint64_t>(__builtin_ctz(status));
            (void)controller_.read(sd + 4, 4);
            controller_.write(sd + 3, 1, 0x04);
            ++packets;
        }
    }
    std::uint64_t packets = 0;

private:
    static constexpr std::uint64_t pages = 2 * streams_per_controller;
    static hw::hda::Parameters with(hw::Timing timing) {
        hw::hda::Parameters parameters;
        parameters.timing = timing;
        return parameters;
    }
    void line_changed(bool raised) override { pending_ = raised; }

    hw::hda::Controller controller_;
    std::byte *pages_;
    bool pending_ = false;
};

double measure(hw::Timing timing, unsigned streams, double seconds) {
    core::Simulation simulation(1);
    hw::PhysicalMemory memory(simulation);
    std::vector<std::unique_ptr<Board>> boards;
    for (unsigned left = streams; left != 0; left -= std::min(left, streams_per_controller))
        boards.push_back(std::make_unique<Board>(simulation, memory, timing, std::min(left, streams_per_controller)));
    const core::TimePoint end =
        simulation.now() + core::Duration{static_cast<std::int64_t>(seconds * core::ticks_per_second)};
    const std::clock_t begin = std::clock(); // processor time: others may be busy, too
    while (simulation.timeline.next_time() < end) {
        simulation.timeline.run_next(end);
        for (const auto &board : boards)
            board->serve();
    }
    const double taken = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    std::uint64_t packets = 0;
    for (const auto &board : boards)
        packets += board->packets;
    if (static_cast<double>(packets) < 99 * seconds * streams) {
        std::printf("only %llu packets\n", static_cast<unsigned long long>(packets));
        std::exit(1);
    }
    return seconds * streams / taken;
}

} // namespace

int main(int argc, char **argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 100;
    const unsigned streams = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
    const double exact = measure(hw::Timing::Exact, streams, seconds);
    const double lazy = measure(hw::Timing::Lazy, streams, seconds);
    std::printf("hda %u streams: exact %.0f, lazy %.0f stream-seconds per second of processor time, ratio %.1f\n",
                streams, exact, lazy, lazy / exact);
}
