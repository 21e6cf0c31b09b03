// SPDX-License-Identifier: MIT
//
// A random script, played by the model and by the per-cycle reference. At every access both are asked for everything
// that can be asked; at the end everything that happened is compared with its time. The script says what software does;
// memory latencies are forced into the model.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/hwmodel/hda_bench.hpp"
#include "tests/reference/far_end.hpp"
#include "tests/reference/hda_reference.hpp"
#include "tests/reference/script_choices.hpp"

namespace acxsim::reference {

using namespace acxsim::hw::test;

struct Disagreement {
    std::string what;
    Tick tick = 0;
    long long model = 0;
    long long reference = 0;
};

inline constexpr unsigned engines_of_reference = 8; // 4 inputs, 4 outputs

/// Both sides of one script.
class Duel {
public:
    Duel(std::uint64_t seed, unsigned engines_used)
        : random_(seed), parameters_(random_parameters(engines_used)), bench_(parameters_, seed, false),
          recorder_(bench_.simulation), reference_(machine(), bench_.buffer.pages() * page_size_bytes) {
        say("bclk_ppb " + std::to_string(parameters_.bclk_ppb) + " max_out " + std::to_string(parameters_.max_out) +
            " t_bdle " + std::to_string(parameters_.t_bdle.median().count()) + " posbuf_write_delay " +
            std::to_string(parameters_.posbuf_write_delay.count()) + " run_ack " +
            std::to_string(parameters_.run_ack_start) + "/" + std::to_string(parameters_.run_ack_stop) + " rewind " +
            std::to_string(parameters_.fifo_on_stop == hda::FifoOnStop::Rewind));
        bench_.controller.attach_sink(far_end_);
        bench_.controller.attach_source(far_end_);
        for (unsigned engine = 0; engine < engines_of_reference; ++engine) {
            const std::string name =
                is_output(engine) ? "hda.out" + std::to_string(engine - 4) : "hda.in" + std::to_string(engine);
            for (std::size_t n = 0; n < latencies_.size(); ++n) {
                bench_.simulation.choices.force(name + ".t_mem", n,
                                                static_cast<std::uint64_t>(latency_of(engine, n) - latency_min));
            }
        }
        bench_.write(0x08, 4, 1);
        advance(600'000'000); // 1 ms: out of reset
        bench_.write(0x0e, 2, 0x7fff);
        bench_.enable_positions();
        enable_line(true, 0xff);
        for (unsigned n = 0; n < engines_used; ++n) {
            unsigned engine = static_cast<unsigned>(random_.below(8));
            // What an input rewinds to is nowhere said.
            while (used(engine) || (parameters_.fifo_on_stop == hda::FifoOnStop::Rewind && !is_output(engine)))
                engine = (engine + 1) % 8;
            engines_.push_back(engine);
            program(engine);
        }
    }

    /// Plays the whole script; empty if both agree.
    std::vector<Disagreement> run(int actions) {
        for (int n = 0; n < actions && disagreements_.empty(); ++n) {
            advance(next_tick());
            observe();
            if (disagreements_.empty()) act();
        }
        // What is on its way may come in.
        if (disagreements_.empty()) {
            advance(reference_.now() + static_cast<Tick>(random_.below(3'000'000'000)));
            observe();
            compare_histories();
        }
        return disagreements_;
    }

    std::uint64_t observations() const { return observations_; }
    std::uint64_t bursts() const { return reference_.issues.size(); }
    std::uint64_t contested() const { return reference_.contested; }
    std::uint64_t completions() const { return reference_.completions.size(); }
    std::uint64_t bytes() const {
        std::uint64_t sum = 0;
        for (const reference::Engine &engine : reference_.engines)
            sum += engine.heard.size() + (engine.program.is_output ? 0 : engine.fetched_arrived);
        return sum;
    }
    std::uint64_t errors() const {
        std::uint64_t sum = 0;
        for (const reference::Engine &engine : reference_.engines)
            sum += engine.starved_frames + engine.lost_blocks;
        return sum;
    }
    /// What software did, for a script that fails.
    void print() const {
        for (const std::string &line : log_)
            std::printf("    %s\n", line.c_str());
        for (const reference::Turn &turn : reference_.turns)
            std::printf("    reference: engine %u %s at %lld, L %llu\n", turn.engine, turn.starts ? "starts" : "stops",
                        static_cast<long long>(turn.tick), static_cast<unsigned long long>(turn.link));
        for (const auto &[time, record] : recorder_.all<EngineStarted>())
            std::printf("    model: starts at %lld, L %llu\n", static_cast<long long>(core::ticks_of(time)),
                        static_cast<unsigned long long>(record.link_bytes));
        for (const auto &[time, record] : recorder_.all<EngineStopped>())
            std::printf("    model: stops at %lld, L %llu\n", static_cast<long long>(core::ticks_of(time)),
                        static_cast<unsigned long long>(record.link_bytes));
    }

private:
    static constexpr Tick latency_min = 1;
    static constexpr Tick latency_max = 300'000'000; // 500 us

    bool used(unsigned engine) const { return std::find(engines_.begin(), engines_.end(), engine) != engines_.end(); }
    static bool is_output(unsigned engine) { return engine >= 4; }
    Tick latency_of(unsigned engine, std::size_t n) const { return latencies_[(n + engine * 97) % latencies_.size()]; }
    static unsigned tag_of(unsigned engine) { return engine + 1; }

    hda::Parameters random_parameters(unsigned engines_used) {
        hda::Parameters p = hda::Parameters::ideal();
        p.line_rate_check = engines_used == 1; // the bus is the question here, not whether the link has room for all
        constexpr std::int64_t errors[] = {0, 0, 0, 100'000, -100'000, -37'123, 2'500'000};
        p.bclk_ppb = random_.of(errors);
        p.trace_bursts = true;
        p.max_out = static_cast<std::uint32_t>(1 + random_.below(4));
        p.t_mem = core::Distribution::uniform(Duration{latency_min}, Duration{latency_max});
        constexpr std::int64_t fetches[] = {600'000, 600'000, 180'000, 3'000'000, 600'001};
        p.t_bdle = core::Distribution::constant(Duration{random_.of(fetches)});
        constexpr std::int64_t delays[] = {0, 0, 300'000, 1'800'000, 3'000'000};
        p.posbuf_write_delay = Duration{random_.of(delays)};
        constexpr std::uint32_t inputs[] = {120, 120, 160, 64, 256};
        p.fifo_in = random_.of(inputs);
        if (random_.one_in(5)) {
            p.fifo_out = 1024;
            p.burst = random_.one_in(2) ? 128 : 64;
        }
        constexpr std::uint32_t starts[] = {0, 0, 0, 1, 3};
        constexpr std::uint32_t stops[] = {1, 1, 1, 0, 2};
        p.run_ack_start = random_.of(starts);
        p.run_ack_stop = random_.of(stops);
        p.fifo_on_stop = random_.one_in(6) ? hda::FifoOnStop::Rewind : hda::FifoOnStop::Keep;
        // Mostly about a microsecond; now and then a power state to leave.
        const Tick usual = static_cast<Tick>(200'000 + random_.below(2'000'000));
        for (int n = 0; n < 6000; ++n) {
            Tick latency = usual;
            if (random_.one_in(3)) latency = static_cast<Tick>(1 + random_.below(3'000'000));
            if (random_.one_in(100)) latency = static_cast<Tick>(1 + random_.below(latency_max));
            latencies_.push_back(latency);
        }
        return p;
    }

    reference::Machine machine() {
        reference::Machine m;
        m.bclk_ppb = parameters_.bclk_ppb;
        m.link_starts = 60'000'000; // 100 us after CRST was written at 0
        m.outstanding_max = parameters_.max_out;
        m.descriptor_latency = parameters_.t_bdle.median().count();
        m.memory_latency = [this](unsigned engine) { return latency_of(engine, next_latency_[engine]++); };
        m.position_write_delay = parameters_.posbuf_write_delay.count();
        m.start_frames = static_cast<int>(parameters_.run_ack_start);
        m.stop_frames = static_cast<int>(parameters_.run_ack_stop);
        m.fifo_on_stop = parameters_.fifo_on_stop == hda::FifoOnStop::Rewind ? reference::Machine::FifoOnStop::Rewind
                                                                             : reference::Machine::FifoOnStop::Keep;
        return m;
    }

    // -- what software does, on both sides

    void program(unsigned engine) {
        const bool output = is_output(engine);
        Format format = random_.of(formats);
        const auto block = static_cast<std::uint32_t>(format.block_bytes());
        reference::Programming programming;
        programming.is_output = output;
        programming.base_44100 = format.base_44100;
        programming.multiple = format.multiple;
        programming.divisor = format.divisor;
        programming.block_bytes = format.block_bytes();

        std::vector<Piece> pieces;
        const std::uint64_t entries = 2 + random_.below(random_.one_in(3) ? 12 : 3);
        std::uint32_t total = 0;
        for (std::uint64_t n = 0; n < entries; ++n) {
            constexpr std::uint32_t sizes[] = {1920, 1764, 960, 384, 128, 64};
            std::uint32_t size = random_.of(sizes);
            if (random_.one_in(3)) size = static_cast<std::uint32_t>(2 * (1 + random_.below(40)));
            if (random_.one_in(8)) size = static_cast<std::uint32_t>(1 + random_.below(3000)) | 1u;
            if (n + 1 == entries) size += (block - (total + size) % block) % block; // whole blocks in all
            if (size < 2) size += block * 2;
            total += size;
            constexpr std::uint32_t gaps[] = {0, 0, 0, 4, 28, 64, 100, 3};
            pieces.push_back({size, !random_.one_in(3), random_.of(gaps)});
        }
        const std::uint32_t sd = HdaBench::descriptor(engine);
        bench_.program(engine, format.code(), pieces, tag_of(engine));
        bench_.write(sd, 1, 0x1c);
        std::uint64_t at = engine * 8 * page_size_bytes;
        for (const Piece &piece : pieces) {
            at += piece.gap_before;
            programming.list.push_back({at, piece.size_bytes, piece.ioc});
            at += piece.size_bytes;
        }
        programming.burst_bytes = parameters_.burst;
        programming.fifo_bytes = output ? parameters_.fifo_out : parameters_.fifo_in;
        if (parameters_.burst <= 32) {
            const auto code = static_cast<std::uint32_t>(2 + random_.below(3));
            bench_.write(sd + 0x0e, 2, code);
            programming.burst_bytes = 1u << (code + 1);
        }
        if (output && parameters_.fifo_out <= 256) {
            constexpr std::uint32_t sizes[] = {192, 192, 192, 256, 128, 64, 32, 16};
            programming.fifo_bytes = random_.of(sizes);
            bench_.write(sd + 0x10, 2, programming.fifo_bytes - 1);
        }
        if (format.bits == 20 || format.bits == 24) {
            programming.fifo_bytes = std::max(programming.fifo_bytes, output ? 256u : 160u);
        }
        reference_.program(engine, programming);
        std::string list;
        for (const Piece &piece : pieces)
            list += " " + std::to_string(piece.gap_before) + "+" + std::to_string(piece.size_bytes) +
                    (piece.ioc ? "i" : "");
        say("program " + std::to_string(engine) + " format " + std::to_string(format.code()) + " fifo " +
            std::to_string(programming.fifo_bytes) + " burst " + std::to_string(programming.burst_bytes) + " list" +
            list);
        for (std::uint64_t b = 0; b < 8 * page_size_bytes; b += 4) {
            const auto value = static_cast<std::uint8_t>(random_.below(256));
            for (std::uint64_t i = 0; i < 4; ++i)
                store(engine * 8 * page_size_bytes + b + i, static_cast<std::uint8_t>(value + i));
        }
    }

    void store(std::uint64_t address, std::uint8_t value) {
        bench_.buffer.data()[address] = static_cast<std::byte>(value);
        reference_.store(address, value);
    }
    void enable_line(bool global, std::uint32_t bits) {
        bench_.write(0x20, 4, (global ? 0x8000'0000u : 0u) | bits);
        reference_.enable_line(global, bits);
    }
    void set_run(unsigned engine, bool on) {
        say((on ? "run " : "stop ") + std::to_string(engine));
        bench_.set_run(engine, on);
        reference_.write_run(engine, on);
    }
    void reset(unsigned engine) {
        const std::uint32_t sd = HdaBench::descriptor(engine);
        set_run(engine, false);
        while (reference_.engines[engine].run && disagreements_.empty()) {
            advance(reference_.now() + 12'500'000);
            observe();
        }
        if (!disagreements_.empty()) return;
        say("reset " + std::to_string(engine));
        bench_.write(sd, 1, 1);
        advance(reference_.now() + 2'400'000); // srst_ack
        reference_.reset(engine);
        advance(reference_.now() + 1);
        bench_.write(sd, 1, 0);
        advance(reference_.now() + 2'400'000);
        program(engine);
    }

    void act() {
        const unsigned engine = engines_[random_.below(engines_.size())];
        const std::uint32_t sd = HdaBench::descriptor(engine);
        const std::uint64_t kind = random_.below(40);
        if (kind < 14) { // start it if it stands
            if (!reference_.engines[engine].run) set_run(engine, true);
        } else if (kind < 17) {
            set_run(engine, random_.one_in(3));
        } else if (kind < 24) { // a write near what is being fetched
            const reference::Engine &state = reference_.engines[engine];
            if (!is_output(engine) || state.program.list.empty()) return;
            const reference::Entry &entry = state.program.list[state.entry];
            bench_.controller.before_cpu_access();
            for (std::uint32_t n = 0; n < 64 && state.entry_done + n < entry.size_bytes; ++n)
                store(entry.address + state.entry_done + n, static_cast<std::uint8_t>(random_.below(256)));
        } else if (kind < 28) {
            const Tick until =
                reference_.now() + static_cast<Tick>(random_.below(random_.one_in(3) ? 2'000'000'000 : 600'000'000));
            say("stall until " + std::to_string(until));
            bench_.controller.stall_dma(TimePoint{Duration{until}});
            reference_.stall(until);
        } else if (kind < 34) {
            const bool completion = random_.one_in(2);
            const bool error = random_.one_in(2);
            bench_.write(sd + 3, 1, (completion ? 4u : 0u) | (error ? 8u : 0u));
            reference_.acknowledge(engine, completion, error);
        } else if (kind < 36) {
            const bool completion = !random_.one_in(4);
            const bool error = !random_.one_in(4);
            const std::uint32_t run = bench_.read(sd, 1) & 2u;
            if (run != (reference_.engines[engine].run_written ? 2u : 0u)) return; // a stop is under way
            bench_.write(sd, 1, run | (completion ? 4u : 0u) | (error ? 8u : 0u));
            reference_.enable(engine, completion, error);
        } else if (kind < 37) {
            enable_line(!random_.one_in(4), static_cast<std::uint32_t>(random_.below(256)) | 1u << engine);
        } else if (kind < 38) {
            const auto bits = static_cast<std::uint32_t>(random_.one_in(2) ? 0 : random_.below(256));
            say("hold " + std::to_string(bits));
            bench_.write(0x38, 4, bits);
            reference_.write_hold(bits);
        } else if (kind < 39) {
            reset(engine);
        }
    }

    // -- time

    Tick frame_edge(std::int64_t frame) const {
        const __int128 numerator = static_cast<__int128>(frame) * 12'500'000 * 1'000'000'000;
        return 60'000'000 + static_cast<Tick>(numerator / (1'000'000'000 + parameters_.bclk_ppb));
    }
    /// Somewhere soon; often on, just before or just after something.
    Tick next_tick() {
        const Tick now = reference_.now();
        const auto near = static_cast<Tick>(random_.below(3)) - 1;
        Tick wanted = now + static_cast<Tick>(random_.below(240'000'000)); // 0.4 ms
        const std::uint64_t kind = random_.below(8);
        if (kind < 3)
            wanted = frame_edge(reference_.wall_clock() / 500 + 1 + static_cast<Tick>(random_.below(20))) + near;
        if (kind == 3 && !reference_.issues.empty()) wanted = reference_.issues.back().arrives + near;
        if (kind == 4) wanted = now + static_cast<Tick>(random_.below(3'000'000));
        return std::max(now, wanted);
    }
    void advance(Tick when) {
        bench_.run_until(TimePoint{Duration{when}});
        reference_.run_until(when);
    }

    // -- the comparison

    void demand(const char *what, unsigned engine, std::uint64_t model, std::uint64_t reference) {
        ++observations_;
        if (model == reference) return;
        disagreements_.push_back({std::string(what) + " of engine " + std::to_string(engine), reference_.now(),
                                  static_cast<long long>(model), static_cast<long long>(reference)});
    }

    void observe() {
        bench_.controller.before_cpu_access();
        for (const unsigned engine : engines_) {
            const reference::Engine &expected = reference_.engines[engine];
            const std::uint32_t sd = HdaBench::descriptor(engine);
            const std::uint32_t status = bench_.read(sd + 3, 1);
            demand("LPIB", engine, bench_.read(sd + 4, 4), expected.link_position);
            demand("RUN", engine, (bench_.read(sd, 1) & 2) != 0, expected.run);
            demand("BCIS", engine, (status & 4) != 0, expected.buffer_complete);
            demand("FIFOE", engine, (status & 8) != 0, expected.fifo_error);
            demand("FIFORDY", engine, (status & 0x20) != 0, expected.ready);
            demand("position buffer", engine, bench_.posted_position(engine), reference_.posted(engine));
            const EnginePosition position = bench_.position(engine);
            demand("F", engine, position.fetched_bytes, expected.fetched_arrived);
            demand("F issued", engine, position.issued_bytes, expected.fetched_issued);
            demand("L", engine, position.link_bytes, expected.link);
            if (!is_output(engine)) {
                std::size_t differs = 0;
                for (const reference::Entry &entry : expected.program.list) {
                    for (std::uint32_t b = 0; b < entry.size_bytes; ++b)
                        differs += static_cast<std::uint8_t>(bench_.buffer.data()[entry.address + b]) !=
                                   reference_.memory[entry.address + b];
                }
                demand("captured bytes that differ", engine, differs, 0);
            }
        }
        demand("WALCLK", 0, bench_.read(0x30, 4), reference_.wall_clock());
        demand("INTSTS", 0, bench_.read(0x24, 4), reference_.interrupt_status());
        demand("interrupt line", 0, bench_.controller.interrupt_line().raised(), reference_.line());
    }

    unsigned engine_of(core::ObjectId object) {
        for (unsigned engine = 0; engine < 8; ++engine) {
            if (bench_.controller.engine(engine).object() == object) return engine;
        }
        return 99;
    }
    enum class Sorted { No, Yes };
    template <class T>
    void demand_same(const char *what, std::vector<T> model, std::vector<T> expected, Sorted sorted = Sorted::Yes) {
        const auto by_time = [](const T &a, const T &b) {
            return std::pair(a.tick, order(a)) < std::pair(b.tick, order(b));
        };
        if (sorted == Sorted::Yes) {
            std::stable_sort(model.begin(), model.end(), by_time);
            std::stable_sort(expected.begin(), expected.end(), by_time);
        }
        for (std::size_t n = 0; n < std::max(model.size(), expected.size()); ++n) {
            ++observations_;
            const Tick mine = n < model.size() ? model[n].tick : -1;
            const Tick theirs = n < expected.size() ? expected[n].tick : -1;
            if (mine >= 0 && theirs >= 0 && model[n] == expected[n]) continue;
            disagreements_.push_back(
                {std::string(what) + " number " + std::to_string(n), reference_.now(), mine, theirs});
            return;
        }
    }
    static unsigned order(const reference::LineChange &change) { return change.raised; }
    template <class T>
    static unsigned order(const T &event) {
        return event.engine;
    }

    void compare_histories() {
        std::vector<reference::Completion> completions;
        for (const auto &[time, record] : recorder_.all<BufferCompleted>()) {
            completions.push_back({core::ticks_of(time), engine_of(record.engine), record.entry, record.fetched_bytes,
                                   record.link_bytes});
        }
        demand_same("completion", completions, reference_.completions);
        std::vector<reference::LineChange> changes;
        for (const auto &[time, record] : recorder_.all<InterruptLineChanged>())
            changes.push_back({core::ticks_of(time), record.raised != 0});
        demand_same("line change", changes, reference_.line_changes);
        std::vector<reference::Turn> turns;
        for (const auto &[time, record] : recorder_.all<EngineStarted>())
            turns.push_back({core::ticks_of(time), engine_of(record.engine), true, record.link_bytes});
        for (const auto &[time, record] : recorder_.all<EngineStopped>())
            turns.push_back({core::ticks_of(time), engine_of(record.engine), false, record.link_bytes});
        demand_same("start or stop", turns, reference_.turns);
        std::vector<reference::Issue> issues;
        for (const auto &[time, record] : recorder_.all<BurstIssued>()) {
            issues.push_back({core::ticks_of(time), engine_of(record.engine), record.address - bench_.buffer.address(),
                              record.size_bytes, static_cast<Tick>(record.arrival_ticks)});
        }
        demand_same("burst", issues, reference_.issues, Sorted::No); // at one tick in the order of the grants
        for (const unsigned engine : engines_) {
            const reference::Engine &expected = reference_.engines[engine];
            const FarEnd::Heard &heard = far_end_.heard[tag_of(engine)];
            observations_ += expected.heard.size();
            demand("bytes heard", engine, heard.bytes.size(), expected.heard.size());
            demand("what was heard", engine, heard.bytes == expected.heard, 1);
            demand("starved frames", engine, heard.starved_frames, expected.starved_frames);
            demand("lost blocks", engine, far_end_.lost_blocks[tag_of(engine)], expected.lost_blocks);
        }
    }

    void say(std::string what) { log_.push_back(std::to_string(reference_.now()) + " " + std::move(what)); }

    Random random_;
    std::vector<std::string> log_;
    std::vector<Tick> latencies_;
    std::array<std::size_t, engines_of_reference> next_latency_{};
    hda::Parameters parameters_;
    HdaBench bench_;
    Recorder recorder_;
    FarEnd far_end_;
    reference::Reference reference_;
    std::vector<unsigned> engines_;
    std::vector<Disagreement> disagreements_;
    std::uint64_t observations_ = 0;
};

} // namespace acxsim::reference
