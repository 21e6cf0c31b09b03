// SPDX-License-Identifier: MIT
//
// A hardware model outside the simulator: an imaginary chip that plays two segments of memory in turn at its own sample
// clock and asks for attention at the end of each. Register list: mychip.toml. The walk through it: hwmodel/README.md.
// Leaves out: FIFO, bursts, formats other than 16-bit stereo. A segment is fetched whole when it begins.
#include <array>
#include <optional>
#include <stdexcept>
#include <string>

#include "hwmodel/loadable/model.hpp"
#include "hwmodel/records.hpp"
#include "hwmodel/registers/register_bank.hpp"

namespace {

using namespace acxsim;

constexpr unsigned link_tag = 1;

enum Parameter : std::size_t { clock_ppb, defect };
constexpr std::array parameters{
    hw::ModelParameter{"clock_ppb", "ppb", 0, -1'000'000, 1'000'000, "error of the sample clock"},
    // What the tests of failing models want; a real model has no such thing.
    hw::ModelParameter{"defect", "", 0, 0, 5,
                       "1 throws, 2 wild read, 3 endless loop, 4 throws in an event, 5 when made"},
};

class MyChip final : public hw::LoadableModel, private hw::StreamEngine {
public:
    explicit MyChip(const hw::ModelSite &site)
        : simulation_(site.simulation), memory_(site.memory), sink_(site.sink), observer_(site.observer),
          clock_ppb_(site.parameters[clock_ppb].value), defect_(site.parameters[defect].value), bank_(site.registers),
          line_(site.simulation, hw::InterruptMode::Level, "mychip.irq"),
          object_(site.simulation.trace.add_object("engine", "mychip.out")),
          segment_end_(core::Event::of<&MyChip::on_segment_end>(core::Priority::Hardware, this)) {
        if (defect_ == 5) throw std::runtime_error("no such chip");
        bank_.on_write(control_, [this](std::uint64_t before, std::uint64_t) { on_control(before); });
        bank_.on_write(status_, [this](std::uint64_t, std::uint64_t) { update_line(); });
        bank_.on_read(position_, [this] { on_read_position(); });
    }
    ~MyChip() override { simulation_.timeline.cancel(segment_end_); }

    std::vector<hw::RegisterBlock *> register_blocks() override { return {&bank_}; }
    std::vector<hw::InterruptLine *> interrupt_lines() override { return {&line_}; }
    void enter_d3() override {
        stop();
        bank_.reset();
        update_line();
    }

private:
    // What an instrument on the bus sees: position and glitch rules compare the driver with it.
    core::ObjectId object() const override { return object_; }
    bool is_output() const override { return true; }
    hw::LinkFormat format() const override { return {static_cast<std::uint32_t>(bank_.value(rate_)), 16, 2}; }
    unsigned stream_tag() const override { return link_tag; }
    bool running() const override { return clock_.has_value(); }
    hw::EnginePosition position() override {
        const std::uint64_t fetched = (segments_ended_ + (running() ? 1 : 0)) * bank_.value(length_);
        return {running(), fetched, fetched, frames_played() * format().block_bytes()};
    }
    std::vector<hw::DmaRange> ranges() const override {
        const auto bytes = static_cast<std::uint32_t>(bank_.value(length_));
        return {{bank_.value(segments_[0]), bytes}, {bank_.value(segments_[1]), bytes}};
    }
    std::uint32_t fifo_bytes() const override { return static_cast<std::uint32_t>(bank_.value(length_)); }

    void on_control(std::uint64_t) {
        if (defect_ == 1) throw std::runtime_error("RUN is not wired");
        if (defect_ == 2) wild_read();
        while (defect_ == 3)
            asm volatile("");
        const bool run = bank_.value(run_) != 0;
        if (run == running()) return;
        run ? start() : stop();
    }

    void wild_read() {
        const volatile int *nowhere = reinterpret_cast<const int *>(static_cast<std::uintptr_t>(0x10));
        simulation_.trace.add_object("value", std::to_string(*nowhere));
    }

    // Positions come from the clock by number, never by adding periods.
    void start() {
        clock_.emplace(core::Hertz{static_cast<std::int64_t>(bank_.value(rate_)), 1}, core::PartsPerBillion{clock_ppb_},
                       simulation_.now());
        segments_ended_ = 0;
        simulation_.trace.emit(hw::EngineStarted{object_, link_tag, 0});
        sink_.started(link_tag, format(), simulation_.now());
        observer_.engine_started(*this);
        fetch();
    }

    void stop() {
        if (!running()) return;
        const std::uint64_t block = format().block_bytes();
        const std::uint64_t played = frames_played() - segments_ended_ * frames_per_segment();
        sink_.played(link_tag, std::span(segment_).first(played * block), simulation_.now());
        simulation_.timeline.cancel(segment_end_);
        simulation_.trace.emit(hw::EngineStopped{object_, link_tag, frames_played() * block});
        sink_.stopped(link_tag, simulation_.now());
        clock_.reset();
        observer_.engine_stopped(*this);
    }

    std::uint64_t frames_per_segment() const { return bank_.value(length_) / format().block_bytes(); }
    std::uint64_t frames_played() const {
        return running() ? static_cast<std::uint64_t>(clock_->count_at(simulation_.now())) : 0;
    }

    void fetch() {
        segment_.resize(bank_.value(length_));
        memory_.read(object_, bank_.value(segments_[segments_ended_ % 2]), segment_);
        bank_.set(segment_number_, segments_ended_ % 2);
        const std::uint64_t end = (segments_ended_ + 1) * frames_per_segment();
        simulation_.timeline.schedule(segment_end_, clock_->edge(static_cast<std::int64_t>(end)));
    }

    void on_segment_end() {
        if (defect_ == 4) throw std::out_of_range("segment 2");
        sink_.played(link_tag, segment_, simulation_.now());
        ++segments_ended_;
        const std::uint64_t bytes = segments_ended_ * bank_.value(length_);
        simulation_.trace.emit(
            hw::BufferCompleted{object_, static_cast<std::uint32_t>((segments_ended_ - 1) % 2), bytes, bytes});
        fetch();
        bank_.set(done_, 1);
        update_line();
    }

    void on_read_position() { bank_.set(position_, frames_played()); }
    void update_line() { line_.set(bank_.value(done_) != 0 && bank_.value(interrupt_enable_) != 0); }

    core::Simulation &simulation_;
    hw::PhysicalMemory &memory_;
    hw::CodecSink &sink_;
    hw::EngineObserver &observer_;
    const std::int64_t clock_ppb_;
    const std::int64_t defect_;
    hw::RegisterBank bank_;
    hw::InterruptLine line_;
    const core::ObjectId object_;
    core::Event segment_end_;

    using Handle = hw::RegisterBank::Handle;
    const Handle control_ = bank_.find("CTL");
    const Handle run_ = bank_.find("CTL", "RUN");
    const Handle interrupt_enable_ = bank_.find("CTL", "IE");
    const Handle status_ = bank_.find("STS");
    const Handle done_ = bank_.find("STS", "DONE");
    const Handle segment_number_ = bank_.find("STS", "SEG");
    const Handle rate_ = bank_.find("RATE");
    const Handle length_ = bank_.find("LEN");
    const std::array<Handle, 2> segments_{bank_.find("SEG0"), bank_.find("SEG1")};
    const Handle position_ = bank_.find("POS");

    std::optional<core::ClockDomain> clock_; // while it runs; edge 0 is RUN
    std::uint64_t segments_ended_ = 0;
    std::vector<std::byte> segment_;
};

const hw::ModelDescription description{
    hw::loadable_headers_mark(),
    "mychip",
    "an imaginary chip with two memory segments",
    "mychip.toml",
    parameters,
    [](const hw::ModelSite &site) -> std::unique_ptr<hw::LoadableModel> { return std::make_unique<MyChip>(site); }};

} // namespace

ACXSIM_HARDWARE_MODEL(description)
