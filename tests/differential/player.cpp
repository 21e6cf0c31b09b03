// SPDX-License-Identifier: MIT
//
// The machine around the controller: memory, a codec on both ends, an interrupt receiver, and a processor that asks
// memory to be brought up to date before it touches it, as the kernel floor does.
#include "tests/differential/player.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "hwmodel/hda/controller.hpp"
#include "hwmodel/records.hpp"

namespace acxsim::differential {

namespace {

using core::Duration;
using core::TimePoint;
using hw::page_size_bytes;

constexpr std::int64_t frame_ticks = 12'500'000;
constexpr std::uint64_t buffer_pages = 8; // of each engine
constexpr unsigned engines = 8;           // 4 inputs, 4 outputs

std::uint64_t hash_bytes(std::span<const std::byte> bytes, std::uint64_t hash = 0xcbf29ce484222325ULL) {
    for (const std::byte byte : bytes)
        hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3ULL;
    return hash;
}

class Pages {
public:
    Pages(hw::PhysicalMemory &memory, std::uint64_t pages)
        : bytes_(static_cast<std::byte *>(::operator new (pages *page_size_bytes, std::align_val_t{page_size_bytes}))),
          size_(pages * page_size_bytes) {
        std::memset(bytes_, 0, size_);
        address_ = memory.map(bytes_, pages);
    }
    ~Pages() { ::operator delete (bytes_, std::align_val_t{page_size_bytes}); }
    Pages(const Pages &) = delete;
    Pages &operator=(const Pages &) = delete;
    std::span<std::byte> bytes(std::uint64_t offset, std::uint64_t size) { return {bytes_ + offset, size}; }
    hw::BusAddress address() const { return address_; }
    std::uint64_t size_bytes() const { return size_; }
    void set_word(std::uint64_t offset, std::uint32_t value) { std::memcpy(bytes_ + offset, &value, 4); }

private:
    std::byte *bytes_;
    std::uint64_t size_;
    hw::BusAddress address_;
};

class Player final : hw::CodecSink, hw::CodecSource, hw::InterruptSink, core::TraceObserver {
public:
    Player(const Script &script, hw::Timing timing, bool keep_records)
        : script_(script), simulation_(script.seed), memory_(simulation_),
          controller_(simulation_, memory_, with(script.parameters, timing)), lists_(memory_, engines),
          buffers_(memory_, engines * buffer_pages), positions_(memory_, 1) {
        controller_.attach_sink(*this);
        controller_.attach_source(*this);
        controller_.interrupt_line().connect(this);
        if (keep_records) simulation_.trace.subscribe_all(*this);
        std::uint32_t word = static_cast<std::uint32_t>(script.seed);
        for (std::uint64_t i = 0; i < buffers_.size_bytes(); i += 4)
            buffers_.set_word(i, word = word * 1664525 + 1013904223);
        leave_reset();
    }
    ~Player() override { simulation_.trace.unsubscribe(*this); }

    Performance play() {
        for (step_ = 0; step_ < script_.steps.size(); ++step_) {
            const Step &step = script_.steps[step_];
            wait(step);
            touch_memory();
            if (step_ % 2 == 0) note_codec(); // what the codec has is the same whenever a processor runs
            perform(step);
        }
        run_until(now() + core::from_milliseconds(12));
        touch_memory();
        for (unsigned i = 0; i < engines; ++i) {
            const hw::EnginePosition position = controller_.engine(i).position();
            note("fetched at the end", position.fetched_bytes);
            note("issued at the end", position.issued_bytes);
            note("link at the end", position.link_bytes);
            look_at_memory(i);
        }
        note_codec();
        note("trace hash", simulation_.trace.hash());
        note("records", simulation_.trace.count());
        return std::move(performance_);
    }

private:
    struct Stream {
        std::uint64_t bytes = 0;
        std::uint64_t hash = 0;
        std::uint64_t times = 0; // of its bytes
        TimePoint end{};
    };

    static hw::hda::Parameters with(hw::hda::Parameters parameters, hw::Timing timing) {
        parameters.timing = timing;
        return parameters;
    }

    TimePoint now() const { return simulation_.now(); }
    void note(const char *what, std::uint64_t value) {
        performance_.observations.push_back({step_, what, core::ticks_of(now()), value});
    }
    void note_at(const char *what, TimePoint when, std::uint64_t value) {
        performance_.observations.push_back({step_, what, core::ticks_of(when), value});
    }

    void run_until(TimePoint when) {
        while (simulation_.timeline.next_time() <= when) {
            simulation_.timeline.run_next();
            ++performance_.events;
        }
        simulation_.timeline.pass_to(when);
    }
    void wait(const Step &step) {
        TimePoint when = now() + Duration{step.delay_ticks};
        if (step.to_frame_edge) {
            const std::int64_t since = (when - link_up_at_).count();
            if (since > 0) {
                when = link_up_at_ +
                       Duration{(since + frame_ticks - 1) / frame_ticks * frame_ticks + step.edge_offset_ticks};
            }
        }
        run_until(std::max(when, now()));
    }

    // The processor.
    void touch_memory() {
        if (!controller_.settled_at(now())) controller_.before_cpu_access();
    }
    std::uint64_t read(std::uint64_t offset, unsigned width) { return controller_.read(offset, width); }
    void write(std::uint64_t offset, unsigned width, std::uint64_t value) { controller_.write(offset, width, value); }
    static std::uint64_t descriptor(unsigned engine) { return 0x80 + 0x20 * engine; }

    void leave_reset() {
        write(0x08, 4, 1);
        link_up_at_ = now() + script_.parameters.crst_ack;
        run_until(link_up_at_ + core::from_microseconds(10));
    }

    void perform(const Step &step) {
        const std::uint64_t sd = descriptor(step.engine);
        switch (step.action) {
        case Action::Program:
            program(step);
            break;
        case Action::Run:
            write(sd, 1, 0x1e);
            break;
        case Action::Stop:
            write(sd, 1, 0x1c);
            break;
        case Action::StreamReset:
            write(sd, 1, (step.value & 1) | 0x1c);
            if (step.other % 4 != 0) { // most drivers complete it
                run_until(now() + core::from_microseconds(40));
                write(sd, 1, 0);
                run_until(now() + core::from_microseconds(40));
            }
            break;
        case Action::Sync:
            write(0x38, 4, step.value % 3 == 0 ? 0 : step.other & 0xff);
            break;
        case Action::Read:
            read_register(step);
            break;
        case Action::ClearStatus:
            note("status", read(sd + 3, 1));
            write(sd + 3, 1, 0x1c);
            break;
        case Action::LookAtMemory:
            look_at_memory(step.engine);
            break;
        case Action::LateWrite: {
            const std::uint64_t size = 1 + step.other % 3000;
            const std::uint64_t offset =
                (step.engine * buffer_pages * page_size_bytes + step.value % (buffer_pages * page_size_bytes)) %
                (buffers_.size_bytes() - size);
            std::memset(buffers_.bytes(offset, size).data(), static_cast<int>(step.value >> 32 & 0xff), size);
            break;
        }
        case Action::Rewrite: {
            const std::uint64_t entry = step.engine * page_size_bytes + step.value % 4 * 16;
            lists_.set_word(entry + 8, static_cast<std::uint32_t>(step.other % 5000));
            break;
        }
        case Action::Instrument: {
            const hw::EnginePosition position = controller_.engine(step.engine).position();
            note("running", position.running ? 1 : 0);
            note("fetched", position.fetched_bytes);
            note("issued", position.issued_bytes);
            note("link", position.link_bytes);
            break;
        }
        case Action::Stall:
            controller_.stall_dma(now() + core::from_microseconds(static_cast<std::int64_t>(
                                              step.value % (step.other % 2 == 0 ? 50 : 3000))));
            break;
        case Action::Positions:
            write(0x74, 4, positions_.address() >> 32);
            write(0x70, 4, (positions_.address() & 0xffff'ffff) + (step.value % 4) * 128 + (step.other % 5 != 0));
            break;
        case Action::WriteGuarded:
            write_guarded(step);
            break;
        case Action::FifoSize:
            if (step.value % 2 == 0) {
                write(sd + 0x0e, 2, 2 + step.other % 3);
            } else {
                write(sd + 0x10, 2, std::array<std::uint64_t, 4>{63, 127, 191, 255}[step.other % 4]);
            }
            break;
        case Action::Interrupts:
            write(0x20, 4, step.value % 4 == 0 ? step.other & 0xc00000ff : 0xc00000ff);
            break;
        case Action::LinkReset:
            write(0x08, 4, 0);
            run_until(now() + script_.parameters.crst_enter + core::from_microseconds(10));
            note("link down", read(0x08, 4));
            leave_reset();
            break;
        case Action::PowerCycle:
            controller_.enter_d3();
            run_until(now() + core::from_microseconds(200));
            note("in D3", read(0x30, 4));
            controller_.leave_d3();
            leave_reset();
            break;
        case Action::Unmap: {
            const std::uint64_t page = step.value % buffer_pages + step.engine * buffer_pages;
            if (std::find(unmapped_.begin(), unmapped_.end(), page) != unmapped_.end()) break;
            unmapped_.push_back(page);
            memory_.unmap(buffers_.address() + page * page_size_bytes, 1);
            break;
        }
        case Action::Remove:
            controller_.surprise_remove();
            break;
        case Action::Count:
            break;
        }
    }

    void program(const Step &step) {
        hw::BusAddress at = buffers_.address() + step.buffer * buffer_pages * page_size_bytes;
        const std::uint64_t base = step.engine * page_size_bytes;
        std::uint32_t total = 0;
        for (std::size_t i = 0; i < step.pieces.size(); ++i) {
            const Piece &piece = step.pieces[i];
            at += piece.gap_before_bytes;
            lists_.set_word(base + i * 16, static_cast<std::uint32_t>(at));
            lists_.set_word(base + i * 16 + 4, static_cast<std::uint32_t>(at >> 32));
            lists_.set_word(base + i * 16 + 8, piece.size_bytes);
            lists_.set_word(base + i * 16 + 12, piece.interrupt_on_completion ? 1 : 0);
            at += piece.size_bytes;
            total += piece.size_bytes;
        }
        const std::uint64_t sd = descriptor(step.engine);
        const hw::BusAddress list = lists_.address() + base;
        write(sd + 0x02, 1, (step.engine + 1) << 4);
        write(sd + 0x08, 4, total);
        write(sd + 0x12, 2, step.format);
        write(sd + 0x0c, 2, step.pieces.size() - 1);
        write(sd + 0x18, 4, list & 0xffff'ffff);
        write(sd + 0x1c, 4, list >> 32);
        note("FIFO size", read(sd + 0x10, 2));
    }

    void read_register(const Step &step) {
        struct Place {
            const char *what;
            std::uint64_t offset;
            unsigned width;
            bool of_engine;
        };
        constexpr std::array places{Place{"LPIB", 0x04, 4, true},    Place{"LPIB", 0x04, 4, true},
                                    Place{"SDSTS", 0x03, 1, true},   Place{"SDCTL", 0x00, 4, true},
                                    Place{"WALCLK", 0x30, 4, false}, Place{"INTSTS", 0x24, 4, false},
                                    Place{"SSYNC", 0x38, 4, false},  Place{"LPIB and CBL", 0x04, 8, true}};
        const Place &place = places[step.value % places.size()];
        note(place.what, read(place.offset + (place.of_engine ? descriptor(step.engine) : 0), place.width));
    }

    void write_guarded(const Step &step) {
        const std::uint64_t sd = descriptor(step.engine);
        switch (step.value % 4) {
        case 0:
            write(sd + 0x08, 4, step.other % 20'000);
            break;
        case 1:
            write(sd + 0x0c, 2, step.other % 3);
            break;
        case 2:
            write(sd + 0x12, 2, step.other % 2 == 0 ? 0x0011 : 0x4011);
            break;
        default:
            write(sd + 0x18, 4, (lists_.address() + step.other % engines * page_size_bytes) & 0xffff'ffff);
            break;
        }
    }

    void look_at_memory(unsigned engine) {
        note("buffer",
             hash_bytes(buffers_.bytes(engine * buffer_pages * page_size_bytes, buffer_pages * page_size_bytes)));
        for (unsigned i = 0; i < 4; ++i) {
            for (unsigned e = 0; e < engines; ++e) {
                std::uint32_t word;
                std::memcpy(&word, positions_.bytes(i * 128 + e * 8, 4).data(), 4);
                if (word != 0) note("position word", word | std::uint64_t{i * engines + e} << 32);
            }
        }
    }

    void note_codec() {
        for (const Stream &stream : heard_) {
            if (stream.bytes == 0) continue;
            note("bytes heard", stream.bytes);
            note("sound heard", stream.hash);
            note("times of what was heard", stream.times);
            note("heard until", static_cast<std::uint64_t>(core::ticks_of(stream.end)));
        }
        for (const Stream &stream : said_) {
            if (stream.bytes == 0) continue;
            note("bytes recorded", stream.bytes);
            note("recorded until", static_cast<std::uint64_t>(core::ticks_of(stream.end)));
        }
    }

    // The far ends. Spans are cut differently by the timings; what is cut is the same.
    void started(unsigned tag, const hw::LinkFormat &, TimePoint when) override { note_at("started", when, tag); }
    void stopped(unsigned tag, TimePoint when) override { note_at("stopped", when, tag); }
    void played(unsigned tag, std::span<const std::byte> blocks, TimePoint end) override {
        heard_[tag].bytes += blocks.size();
        heard_[tag].hash = hash_bytes(blocks, heard_[tag].hash);
        heard_[tag].end = end;
    }
    // When each 64th byte was fetched and heard, whatever the span it came in.
    void played_at(unsigned tag, std::span<const std::byte> blocks, const hw::BlockTimes &times) override {
        Stream &stream = heard_[tag];
        const std::uint64_t end = stream.bytes + blocks.size();
        for (std::uint64_t at = (stream.bytes + 63) / 64 * 64; at < end; at += 64) {
            const std::uint64_t pair[] = {static_cast<std::uint64_t>(core::ticks_of(times.crossed(end - at))),
                                          static_cast<std::uint64_t>(core::ticks_of(times.fetched(end - at)))};
            stream.times = hash_bytes(std::as_bytes(std::span(pair)), stream.times);
        }
        played(tag, blocks, times.crossed(0));
    }
    void starved(unsigned tag, std::uint64_t frames, TimePoint when) override {
        note_at("starved", when, tag | frames << 8);
        note("had heard", heard_[tag].bytes);
    }
    void record(unsigned tag, std::span<std::byte> blocks, TimePoint end) override {
        for (std::byte &byte : blocks)
            byte = static_cast<std::byte>(said_[tag].bytes++ * 0x9e37u >> 8);
        said_[tag].end = end;
    }
    void lost(unsigned tag, std::uint64_t blocks, TimePoint when) override {
        note_at("lost", when, tag | blocks << 8);
        note("had recorded", said_[tag].bytes);
    }
    void line_changed(bool raised) override { note("interrupt", raised ? 1 : 0); }
    void on_record(const core::Record &record) override {
        std::string text = std::to_string(core::ticks_of(record.time)) + " kind " + std::to_string(record.kind);
        for (const std::uint64_t word : record.payload)
            text += " " + std::to_string(word);
        performance_.records.push_back(std::move(text));
    }

    const Script &script_;
    core::Simulation simulation_;
    hw::PhysicalMemory memory_;
    hw::hda::Controller controller_;
    Pages lists_;
    Pages buffers_;
    Pages positions_;
    TimePoint link_up_at_{};
    std::vector<std::uint64_t> unmapped_;
    std::array<Stream, 16> heard_{};
    std::array<Stream, 16> said_{};
    std::size_t step_ = 0;
    Performance performance_;
};

} // namespace

Performance play(const Script &script, hw::Timing timing, bool keep_records) {
    return Player(script, timing, keep_records).play();
}

} // namespace acxsim::differential
