// SPDX-License-Identifier: MIT
//
// See hda_reference.hpp. The numbers in the comments are sections of hwmodel.md.
#include "tests/reference/hda_reference.hpp"

#include <algorithm>
#include <limits>

namespace acxsim::reference {

namespace {

constexpr Tick never = std::numeric_limits<Tick>::max();
constexpr int bclk_per_frame = 500;

// 2.1: runs of 12-11-11-12-11-11-12-11-11-12-11-11-11 non-empty frames, each followed by an empty one.
constexpr int cadence_runs[] = {12, 11, 11, 12, 11, 11, 12, 11, 11, 12, 11, 11, 11};

bool frame_is_empty(int frame_of_160) {
    int at = 0;
    for (const int run : cadence_runs) {
        at += run;
        if (frame_of_160 == at) return true;
        ++at;
    }
    return false;
}

} // namespace

Reference::Reference(Machine machine, std::size_t memory_bytes) : memory(memory_bytes), machine_(std::move(machine)) {
    now_ = edge_ = machine_.link_starts;
}

// ---------------------------------------------------------------- time

void Reference::run_until(Tick when) {
    // One cycle of BCLK = 600e9 / (24e6 (1 + ppb/1e9)) ticks: whole ticks and a remainder, carried from edge to edge.
    const __int128 numerator = static_cast<__int128>(25'000) * 1'000'000'000;
    const __int128 denominator = 1'000'000'000 + machine_.bclk_ppb;
    Tick due = next_instant(); // processor accesses may have brought something about
    for (;;) {
        const __int128 sum = edge_remainder_ + numerator;
        const Tick next_edge = edge_ + static_cast<Tick>(sum / denominator);
        // Between the edges, tick by tick as things happen.
        for (; due < next_edge && due <= when; due = next_instant())
            instant(due, false);
        if (next_edge > when) break;
        now_ = edge_ = next_edge;
        edge_remainder_ = sum % denominator;
        ++cycle_;
        const bool frame_boundary = cycle_ % bclk_per_frame == 0;
        if (!frame_boundary && due != edge_) continue; // a cycle in which nothing happens
        instant(edge_, frame_boundary);
        due = next_instant();
    }
    now_ = when;
}

/// The next tick after the present one at which something is due that does not wait for BCLK.
Tick Reference::next_instant() const {
    Tick next = never;
    const auto consider = [&](Tick t) {
        if (t > now_ && t < next) next = t;
    };
    for (const Engine &engine : engines) {
        for (const Burst &burst : engine.outstanding)
            consider(burst.arrives);
        if (engine.fetch_pending) consider(engine.fetch_arrives);
    }
    for (const Post &post : posts_)
        consider(post.lands);
    consider(stalled_until_);
    return next;
}

void Reference::instant(Tick when, bool frame_boundary) {
    now_ = when;
    step_1_arrivals();
    if (frame_boundary) {
        step_2_frame();
        step_3_link_positions();
        step_4_position_buffer();
    }
    step_5_bursts();
    step_6_status();
}

// ---------------------------------------------------------------- the steps of a tick

void Reference::step_1_arrivals() {
    for (unsigned i = 0; i < engine_count; ++i) {
        Engine &engine = engines[i];
        if (engine.fetch_pending && engine.fetch_arrives == now_) {
            engine.fetch_pending = false;
            engine.fetched = true;
            if (!engine.entered && engine.run_written) enter_entry(engine, 0);
        }
        while (!engine.outstanding.empty() && engine.outstanding.front().arrives == now_) {
            const Burst burst = engine.outstanding.front();
            engine.outstanding.pop_front();
            engine.fetched_arrived += burst.bytes.size();
            for (std::size_t b = 0; b < burst.bytes.size(); ++b) {
                if (engine.program.is_output) {
                    engine.fifo.push_back(burst.bytes[b]);
                } else {
                    memory[burst.address + b] = burst.bytes[b];
                }
            }
            if (burst.ends_entry && engine.program.list[burst.entry].interrupt_on_completion) {
                engine.buffer_complete = true; // 2.4: the data of the entry's last burst have arrived
                completions.push_back({now_, i, burst.entry, engine.fetched_arrived, engine.link});
            }
        }
        look_for_readiness(engine);
    }
    posts_.erase(std::remove_if(posts_.begin(), posts_.end(),
                                [&](const Post &post) {
                                    if (post.lands > now_) return false;
                                    posted_[post.engine] = post.value;
                                    return true;
                                }),
                 posts_.end());
}

/// 1.8: output, enough data to start (the FIFO takes no further burst and all have come); input, descriptor loaded.
void Reference::look_for_readiness(Engine &engine) {
    if (!engine.run || !engine.run_written || engine.ready || !engine.entered) return;
    if (engine.program.is_output) {
        const std::uint64_t held = engine.fetched_issued - engine.link;
        if (engine.program.fifo_bytes - held >= engine.program.burst_bytes || !engine.outstanding.empty()) return;
    }
    engine.ready = true;
    engine.frames_to_start = machine_.start_frames;
}

void Reference::step_2_frame() {
    for (unsigned i = 0; i < engine_count; ++i) {
        Engine &engine = engines[i];
        if (!engine.run) continue;
        if (engine.link_on) engine.program.is_output ? output_frame(engine) : input_frame(engine);
        if (ends_run(i)) continue;
        if (engine.link_on) {
            if (engine.held) engine.link_on = false; // SSYNC set while running: the stream waits from this boundary on
        } else if (engine.ready && engine.run_written && !engine.held) {
            if (engine.frames_to_start > 0) {
                --engine.frames_to_start;
            } else {
                engine.link_on = true; // the first frame begins here
                if (!engine.announced) announce(i, true);
            }
        }
    }
}

/// 1.7: stops at the end of a frame once outstanding bursts have returned.
bool Reference::ends_run(unsigned index) {
    Engine &engine = engines[index];
    if (engine.run_written || !engine.outstanding.empty()) return false;
    if (engine.frames_to_stop > 0) {
        --engine.frames_to_stop;
        return false;
    }
    if (engine.announced) announce(index, false);
    engine.run = engine.ready = engine.link_on = false;
    engine.stopped_now = true;
    if (!engine.entered) engine.fetch_pending = engine.fetched = false; // RUN=1 will load it again
    if (machine_.fifo_on_stop == Machine::FifoOnStop::Rewind && engine.program.is_output && engine.entered) {
        // F back to L: what was prefetched will be fetched again.
        engine.fifo.clear();
        engine.fetched_issued = engine.fetched_arrived = engine.link;
        std::uint64_t at = engine.link % engine.cyclic_length();
        engine.entry = 0;
        while (at >= engine.program.list[engine.entry].size_bytes)
            at -= engine.program.list[engine.entry++].size_bytes;
        engine.entry_done = static_cast<std::uint32_t>(at);
        begin_descriptor_fetch(engine, (engine.entry + 1) % engine.program.list.size());
    }
    return true;
}

void Reference::announce(unsigned index, bool starts) {
    engines[index].announced = starts;
    turns.push_back({now_, index, starts, engines[index].link});
}

/// 2.1, 2.2: blocks of the frame that ends now. Empty frames of the cadence, and of a divisor, have none.
int Reference::blocks_this_frame(Engine &engine, bool advance) const {
    const bool empty = engine.program.base_44100 && frame_is_empty(engine.cadence_frame);
    const bool sends = !empty && engine.divider == 0;
    if (advance) {
        engine.cadence_frame = (engine.cadence_frame + 1) % 160;
        if (!empty) engine.divider = (engine.divider + 1) % engine.program.divisor;
    }
    return sends ? engine.program.multiple : 0;
}

void Reference::output_frame(Engine &engine) {
    const auto needed = static_cast<std::size_t>(blocks_this_frame(engine, false) * engine.program.block_bytes);
    if (engine.fifo.size() < needed) {
        // 1.8: nothing is transmitted in this frame, L does not move, nor does the cadence.
        engine.fifo_error = true;
        ++engine.starved_frames;
        return;
    }
    blocks_this_frame(engine, true);
    for (std::size_t b = 0; b < needed; ++b) {
        engine.heard.push_back(engine.fifo.front());
        engine.fifo.pop_front();
    }
    engine.link += needed;
}

void Reference::input_frame(Engine &engine) {
    const int blocks = blocks_this_frame(engine, true);
    const auto bytes = static_cast<std::size_t>(blocks * engine.program.block_bytes);
    const bool fits = engine.link - engine.fetched_arrived + bytes <= engine.program.fifo_bytes;
    if (!fits) { // 1.8: samples lost, pointers unmoved
        engine.fifo_error = true;
        engine.lost_blocks += static_cast<std::uint64_t>(blocks);
    }
    for (std::size_t b = 0; b < bytes; ++b) {
        if (fits) engine.fifo.push_back(codec_byte(engine.codec_counter));
        ++engine.codec_counter;
    }
    if (fits) engine.link += bytes;
}

void Reference::step_3_link_positions() {
    for (Engine &engine : engines) {
        const std::uint64_t length = engine.cyclic_length();
        engine.link_position = length == 0 ? 0 : engine.link % length;
    }
}

void Reference::step_4_position_buffer() {
    for (unsigned i = 0; i < engine_count; ++i) {
        Engine &engine = engines[i];
        if (!engine.run && !engine.stopped_now) continue;
        engine.stopped_now = false;
        posts_.push_back(
            {now_ + machine_.position_write_delay, i, static_cast<std::uint32_t>(engine.fetch_position())});
        if (machine_.position_write_delay == 0) {
            posted_[i] = posts_.back().value;
            posts_.pop_back();
        }
    }
}

/// 2.4: after arrivals and frame boundary of all engines. 2.3: as long as fewer than max_out are outstanding; 2.5: in
/// total. A burst that arrived at this tick is outstanding no more.
void Reference::step_5_bursts() {
    for (bool issued = true; issued;) {
        issued = false;
        std::size_t outstanding = 0;
        bool wants[engine_count];
        for (unsigned i = 0; i < engine_count; ++i) {
            outstanding += engines[i].outstanding.size();
            wants[i] = wants_burst(engines[i]);
        }
        if (outstanding >= machine_.outstanding_max || now_ < stalled_until_) break;
        // 2.5: round robin, one request each per turn: the next that wants one after the engine served last, whenever
        // that was, and whoever waited longest.
        for (unsigned turn = 1; turn <= engine_count; ++turn) {
            const unsigned i = (last_served_ + turn) % engine_count;
            if (!wants[i]) continue;
            const auto others = std::count(wants, wants + engine_count, true) - 1;
            if (others != 0) ++contested;
            issue_burst(i);
            last_served_ = i;
            issued = true;
            break;
        }
    }
}

/// 2.3: at least W bytes free (output) or waiting (input), and a descriptor that says where to. That is also when the
/// engine needs the next entry (1.3), whether or not the bus is free.
bool Reference::wants_burst(Engine &engine) {
    if (!engine.run || !engine.run_written || !engine.entered) return false;
    const Programming &program = engine.program;
    const std::uint64_t room = program.is_output ? program.fifo_bytes - (engine.fetched_issued - engine.link)
                                                 : engine.link - engine.fetched_issued;
    if (room < program.burst_bytes) return false;
    if (engine.entry_done == program.list[engine.entry].size_bytes) {
        if (!engine.fetched) return false; // the next descriptor is still on its way
        enter_entry(engine, (engine.entry + 1) % program.list.size());
    }
    return true;
}

void Reference::issue_burst(unsigned index) {
    Engine &engine = engines[index];
    const Entry &entry = engine.program.list[engine.entry];
    Burst burst;
    burst.address = entry.address + engine.entry_done;
    std::uint64_t size = engine.program.burst_bytes;
    size = std::min<std::uint64_t>(size, 128 - burst.address % 128);
    size = std::min<std::uint64_t>(size, entry.size_bytes - engine.entry_done);
    for (std::uint64_t b = 0; b < size; ++b) {
        if (engine.program.is_output) {
            burst.bytes.push_back(memory[burst.address + b]); // memory is sampled at issue
        } else {
            burst.bytes.push_back(engine.fifo.front());
            engine.fifo.pop_front();
        }
    }
    burst.entry = engine.entry;
    engine.entry_done += static_cast<std::uint32_t>(size);
    burst.ends_entry = engine.entry_done == entry.size_bytes;
    burst.arrives = now_ + machine_.memory_latency(index);
    if (!engine.outstanding.empty()) burst.arrives = std::max(burst.arrives, engine.outstanding.back().arrives);
    engine.fetched_issued += size;
    issues.push_back({now_, index, burst.address, static_cast<std::uint32_t>(size), burst.arrives});
    engine.outstanding.push_back(std::move(burst));
}

void Reference::begin_descriptor_fetch(Engine &engine, std::size_t which) {
    engine.fetching = which;
    engine.fetch_pending = true;
    engine.fetched = false;
    engine.fetch_arrives = now_ + machine_.descriptor_latency;
}

/// 1.3: an entry is fetched one ahead.
void Reference::enter_entry(Engine &engine, std::size_t which) {
    engine.entry = which;
    engine.entry_done = 0;
    engine.entered = true;
    begin_descriptor_fetch(engine, (which + 1) % engine.program.list.size());
}

std::uint32_t Reference::interrupt_status() const {
    std::uint32_t streams = 0;
    for (unsigned i = 0; i < engine_count; ++i) {
        const Engine &engine = engines[i];
        const bool pending =
            (engine.buffer_complete && engine.completion_enable) || (engine.fifo_error && engine.error_enable);
        if (pending) streams |= 1u << i;
    }
    return streams == 0 ? 0 : streams | 0x8000'0000u;
}

void Reference::step_6_status() {
    const bool line = global_enable_ && (interrupt_status() & stream_enable_) != 0;
    if (line == line_) return;
    line_ = line;
    line_changes.push_back({now_, line});
}

// ---------------------------------------------------------------- what the processor does

void Reference::program(unsigned engine, const Programming &programming) {
    engines[engine].program = programming;
    engines[engine].program.burst_bytes = std::min(programming.burst_bytes, programming.fifo_bytes);
}

void Reference::write_run(unsigned index, bool on) {
    Engine &engine = engines[index];
    if (on && !engine.run) {
        engine.run = engine.run_written = true;
        engine.cadence_frame = engine.divider = 0; // 2.1: RUN=1 resets the cadence
        if (!engine.entered) begin_descriptor_fetch(engine, 0);
        look_for_readiness(engine);
    } else if (on && !engine.run_written) {
        engine.run_written = true; // before the stop took effect: a link that moves goes on
        if (!engine.entered && engine.fetched) enter_entry(engine, 0);
        if (!engine.announced) engine.frames_to_start = machine_.start_frames;
        look_for_readiness(engine);
    } else if (!on && engine.run && engine.run_written) {
        engine.run_written = false;
        engine.frames_to_stop = machine_.stop_frames;
    }
    step_5_bursts();
    step_6_status();
}

void Reference::write_hold(std::uint32_t engine_bits) {
    for (unsigned i = 0; i < engine_count; ++i) {
        engines[i].held = (engine_bits >> i & 1u) != 0;
        // 1.7: those that are let go together start in the same frame, however far each had come before it was held.
        if (engines[i].held && !engines[i].announced) engines[i].frames_to_start = machine_.start_frames;
    }
}

void Reference::reset(unsigned index) {
    // Posted writes have landed by the time that SRST reads back.
    std::erase_if(posts_, [&](const Post &post) {
        if (post.engine == index) posted_[index] = post.value;
        return post.engine == index;
    });
    Engine &engine = engines[index];
    Engine fresh;
    fresh.heard = std::move(engine.heard);
    fresh.starved_frames = engine.starved_frames;
    fresh.lost_blocks = engine.lost_blocks;
    fresh.codec_counter = engine.codec_counter;
    fresh.held = engine.held;
    engine = std::move(fresh);
    step_6_status();
}

void Reference::acknowledge(unsigned engine, bool completion, bool fifo_error) {
    if (completion) engines[engine].buffer_complete = false;
    if (fifo_error) engines[engine].fifo_error = false;
    step_6_status();
}

void Reference::enable(unsigned engine, bool completion, bool fifo_error) {
    engines[engine].completion_enable = completion;
    engines[engine].error_enable = fifo_error;
    step_6_status();
}

void Reference::enable_line(bool global, std::uint32_t engine_bits) {
    global_enable_ = global;
    stream_enable_ = engine_bits;
    step_6_status();
}

} // namespace acxsim::reference
