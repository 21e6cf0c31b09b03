// SPDX-License-Identifier: MIT
//
// How scripts are made up: most of them are streams that mostly flow (there the timings differ most in how they work),
// some are storms of parameters that starve, contend and misbehave.
#include "tests/differential/script.hpp"

#include <array>

#include "hwmodel/hda/format.hpp"
#include "sim/core/hash.hpp"

namespace acxsim::differential {

namespace {

using namespace hw::hda;

constexpr std::int64_t frame_ticks = 12'500'000;

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(core::mix(seed ^ 0x9e3779b97f4a7c15ULL, 0xd1b54a32d192ed03ULL)) {}
    /// In [0, bound).
    std::uint64_t below(std::uint64_t bound) {
        state_ += 0x9e3779b97f4a7c15ULL;
        return static_cast<std::uint64_t>(
            (static_cast<unsigned __int128>(core::mix(state_, 0xe7037ed1a0b428dbULL)) * bound) >> 64);
    }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    template <class T, std::size_t N>
    T of(const std::array<T, N> &values) {
        return values[below(N)];
    }
    template <class T>
    T choice(unsigned count) {
        return static_cast<T>(below(count));
    }

private:
    std::uint64_t state_;
};

core::Distribution latency(Random &random, bool wild) {
    if (!wild || random.one_in(3)) return core::Distribution::lognormal(core::from_microseconds(1), 0.3);
    switch (random.below(5)) {
    case 0:
        return core::Distribution::constant(core::from_nanoseconds(static_cast<std::int64_t>(random.below(3000))));
    case 1:
        return core::Distribution::uniform(core::Duration{0},
                                           core::from_microseconds(1 + static_cast<std::int64_t>(random.below(40))));
    case 2:
        return core::Distribution::constant(core::from_microseconds(static_cast<std::int64_t>(random.below(200))));
    default:
        return core::Distribution::lognormal(core::from_microseconds(1 + static_cast<std::int64_t>(random.below(20))),
                                             1.2,
                                             {20'000'000, core::from_microseconds(100), core::from_microseconds(2500)});
    }
}

Parameters make_parameters(Random &random, bool wild) {
    Parameters p;
    if (random.one_in(3)) p.bclk_ppb = static_cast<std::int64_t>(random.below(400'001)) - 200'000;
    if (random.one_in(6)) {
        p.bclk_drift = {random.choice<core::Drift::Shape>(5),
                        {static_cast<std::int64_t>(random.below(2'000'001)) - 1'000'000},
                        core::from_microseconds(static_cast<std::int64_t>(random.below(20'000))),
                        core::from_microseconds(1000 + static_cast<std::int64_t>(random.below(20'000)))};
    }
    p.t_mem = latency(random, wild);
    p.t_bdle = latency(random, wild && random.one_in(2));
    p.max_out = 1 + static_cast<std::uint32_t>(random.below(4));
    if (random.one_in(2)) p.fifo_out = random.of(std::array<std::uint32_t, 7>{64, 128, 256, 300, 512, 1024, 4096});
    if (random.one_in(2)) p.fifo_in = random.of(std::array<std::uint32_t, 6>{64, 100, 160, 256, 512, 2000});
    if (random.one_in(3)) p.burst = random.of(std::array<std::uint32_t, 6>{8, 16, 32, 64, 128, 128});
    p.burst_phase = random.choice<BurstPhase>(3);
    p.posbuf_update = random.one_in(4) ? PositionUpdate::PerBurst : PositionUpdate::PerFrame;
    p.posbuf_source = random.choice<PositionSource>(3);
    if (random.one_in(3)) p.posbuf_period = 1 + static_cast<std::uint32_t>(random.below(8));
    if (random.one_in(2)) p.posbuf_write_delay = core::from_nanoseconds(static_cast<std::int64_t>(random.below(5001)));
    p.lpib_source = random.choice<LinkPositionSource>(3);
    p.lpib_wrap_mode = random.choice<LinkPositionWrap>(2);
    p.bcis_point = random.one_in(2) ? CompletionPoint::Arrived : random.choice<CompletionPoint>(3);
    if (random.one_in(4)) p.dma_visible = core::from_nanoseconds(static_cast<std::int64_t>(random.below(60'000)));
    p.msi = random.one_in(2);
    p.fifo_on_stop = random.choice<FifoOnStop>(3);
    p.write_while_running = random.choice<WriteWhileRunningPolicy>(3);
    p.run_ack_start = static_cast<std::uint32_t>(random.below(3));
    p.run_ack_stop = static_cast<std::uint32_t>(random.below(4));
    p.crst_enter = core::from_microseconds(static_cast<std::int64_t>(random.below(20)));
    p.crst_ack = core::from_microseconds(static_cast<std::int64_t>(random.below(100)));
    p.line_rate_check = !random.one_in(8);
    p.trace_bursts = random.one_in(40);
    if (!wild) return p;
    p.fifo_by_bits = random.one_in(2);
    if (random.one_in(3)) p.fifo_out = 16 + static_cast<std::uint32_t>(random.below(400));
    if (random.one_in(3)) p.fifo_in = 16 + static_cast<std::uint32_t>(random.below(400));
    if (random.one_in(3)) p.burst = 8 + static_cast<std::uint32_t>(random.below(121));
    p.align_policy = random.one_in(3) ? random.choice<AlignPolicy>(3) : AlignPolicy::Tolerate;
    p.lvi_zero = random.choice<LastValidIndexZeroPolicy>(2);
    p.srst_ack = core::from_nanoseconds(static_cast<std::int64_t>(random.below(30'000)));
    if (random.one_in(20)) p.dma_mask_bits = 32;
    if (random.one_in(20)) p.run_stuck = true;
    if (random.one_in(6)) p.stream_payload_words = 1 + static_cast<std::uint32_t>(random.below(60));
    return p;
}

std::uint16_t make_format(Random &random, bool plain) {
    if (plain && random.one_in(2)) return 0x0011;
    const std::array<std::uint32_t, 12> rates{8'000,  11'025, 16'000, 22'050, 32'000,  44'100,
                                              48'000, 48'000, 88'200, 96'000, 176'400, 192'000};
    const std::array<std::uint16_t, 6> bits{8, 16, 16, 20, 24, 32};
    for (;;) {
        const hw::LinkFormat format{random.of(rates), random.of(bits),
                                    static_cast<std::uint16_t>(1 + random.below(random.one_in(6)   ? 16
                                                                                : random.one_in(2) ? 8
                                                                                                   : 2))};
        if (const auto encoded = encode_format(format)) return *encoded;
    }
}

std::vector<Piece> make_pieces(Random &random, std::uint16_t format) {
    constexpr std::uint32_t room = 6 * 4096;
    const std::uint32_t block = decode_format(format)->link.block_bytes();
    const auto piece = [&random](std::uint32_t size) {
        const std::uint32_t gap = random.one_in(4) ? static_cast<std::uint32_t>(random.below(200)) : 0;
        return Piece{size, gap, !random.one_in(5)};
    };
    std::vector<Piece> pieces;
    switch (random.below(6)) {
    case 0:
    case 1:
    case 2: { // packets
        const std::uint32_t frames = 1 + static_cast<std::uint32_t>(random.below(room / 2 / block));
        const std::uint32_t size = std::max(2u, frames * block);
        pieces = {piece(size), piece(size)};
        if (random.one_in(3)) pieces.front().gap_before_bytes = (4096 - size % 4096) % 4096; // ends on a page
        break;
    }
    case 3: // pages
        for (unsigned i = 0; i < 2 + random.below(4); ++i)
            pieces.push_back({4096, 0, random.one_in(2)});
        break;
    case 4: { // anything
        std::uint32_t left = 256 + static_cast<std::uint32_t>(random.below(room - 256));
        for (unsigned i = 0; i < 12 && left > 600; ++i) {
            const auto size = 2 + static_cast<std::uint32_t>(random.below(random.one_in(2) ? 40 : left / 2));
            pieces.push_back(piece(size));
            left -= size + pieces.back().gap_before_bytes;
        }
        pieces.push_back(piece(2 + static_cast<std::uint32_t>(random.below(200))));
        break;
    }
    default: // one entry only
        pieces = {piece(std::max(2u, block * (1 + static_cast<std::uint32_t>(random.below(room / 2 / block)))))};
        break;
    }
    return pieces;
}

std::int64_t make_delay(Random &random) {
    switch (random.below(6)) {
    case 0:
        return static_cast<std::int64_t>(random.below(4)) * 1000; // at once, or nearly
    case 1:
    case 2:
        return static_cast<std::int64_t>(random.below(20 * frame_ticks));
    case 3:
    case 4:
        return static_cast<std::int64_t>(random.below(150 * frame_ticks));
    default:
        return static_cast<std::int64_t>(random.below(900 * frame_ticks));
    }
}

Step make_step(Random &random, Action action, unsigned engine) {
    Step step{};
    step.action = action;
    step.delay_ticks = make_delay(random);
    step.to_frame_edge = random.one_in(4);
    step.edge_offset_ticks = static_cast<std::int8_t>(static_cast<int>(random.below(3)) - 1);
    step.engine = engine;
    step.value = random.below(UINT64_MAX);
    step.other = random.below(UINT64_MAX);
    return step;
}

Action make_action(Random &random, bool wild) {
    constexpr std::array calm{Action::Read,         Action::Read,       Action::ClearStatus, Action::LookAtMemory,
                              Action::LookAtMemory, Action::LateWrite,  Action::LateWrite,   Action::Instrument,
                              Action::Stop,         Action::Run,        Action::Run,         Action::ClearStatus,
                              Action::Positions,    Action::Interrupts, Action::Sync,        Action::Stall};
    constexpr std::array rough{Action::Program,  Action::Run,          Action::StreamReset, Action::Rewrite,
                               Action::FifoSize, Action::WriteGuarded, Action::LinkReset,   Action::PowerCycle,
                               Action::Sync,     Action::Sync,         Action::Unmap,       Action::Stall};
    if (random.one_in(wild ? 3 : 8)) return random.one_in(100) ? Action::Remove : random.of(rough);
    return random.of(calm);
}

} // namespace

Script make_script(std::uint64_t seed) {
    Random random(seed);
    const bool wild = random.one_in(2);
    Script script;
    script.seed = seed;
    script.parameters = make_parameters(random, wild);
    const unsigned engines = random.one_in(4) ? 8 : 1 + static_cast<unsigned>(random.below(3));
    std::array<unsigned, 8> order{4, 0, 5, 1, 6, 2, 7, 3};
    if (random.one_in(2)) std::swap(order[0], order[1]);
    const auto program = [&](unsigned engine) {
        Step step = make_step(random, Action::Program, engine);
        step.format = make_format(random, engines > 3 || !wild);
        step.buffer = random.one_in(12) ? static_cast<unsigned>(random.below(8)) : engine;
        step.pieces = make_pieces(random, step.format);
        return step;
    };
    if (!random.one_in(3)) script.steps.push_back(make_step(random, Action::Positions, 0));
    script.steps.push_back(make_step(random, Action::Interrupts, 0));
    if (random.one_in(5)) script.steps.push_back(make_step(random, Action::Sync, 0));
    for (unsigned i = 0; i < engines; ++i) {
        script.steps.push_back(program(order[i]));
        script.steps.push_back(make_step(random, Action::Run, order[i]));
        if (random.one_in(2)) { // several in the same frame
            script.steps.back().delay_ticks = 0;
            script.steps[script.steps.size() - 2].delay_ticks = 0;
        }
    }
    const std::uint64_t steps = 4 + random.below(wild ? 26 : 18);
    for (std::uint64_t i = 0; i < steps; ++i) {
        const unsigned engine = order[random.below(engines)];
        const Action action = make_action(random, wild);
        script.steps.push_back(action == Action::Program ? program(engine) : make_step(random, action, engine));
    }
    script.steps.push_back(make_step(random, Action::LookAtMemory, order[0]));
    return script;
}

std::string describe(const Step &step) {
    static constexpr std::array<const char *, static_cast<std::size_t>(Action::Count)> names{
        "program",   "run",        "stop",         "stream reset", "ssync", "read",      "clear status",
        "look",      "late write", "rewrite list", "instrument",   "stall", "positions", "write guarded",
        "fifo size", "interrupts", "link reset",   "power cycle",  "unmap", "remove"};
    std::string text = "after " + std::to_string(step.delay_ticks) + " ticks";
    if (step.to_frame_edge) text += ", at a frame edge " + std::to_string(step.edge_offset_ticks);
    text += ": " + std::string(names[static_cast<std::size_t>(step.action)]) + " engine " + std::to_string(step.engine);
    if (step.action == Action::Program) {
        text += " format " + std::to_string(step.format) + " buffer " + std::to_string(step.buffer) + " pieces";
        for (const Piece &piece : step.pieces) {
            text += " +" + std::to_string(piece.gap_before_bytes) + ":" + std::to_string(piece.size_bytes) +
                    (piece.interrupt_on_completion ? "!" : "");
        }
    } else {
        text += " value " + std::to_string(step.value) + " " + std::to_string(step.other);
    }
    return text;
}

std::string describe(const Parameters &parameters) {
    const Parameters defaults;
    std::string text;
    for (const auto &field : parameter_fields) {
        const std::int64_t value = field.get(parameters);
        if (value != field.get(defaults)) text += " " + std::string(field.name) + "=" + std::to_string(value);
    }
    text += " t_mem at most " + std::to_string(parameters.t_mem.maximum().count()) + " ticks";
    return text;
}

} // namespace acxsim::differential
