// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware/timer_hardware.hpp"

#include "sim/acx/stream.hpp"

namespace acxsim::scenario {

namespace {

constexpr unsigned tags_max = 0xffff;

} // namespace

TimerHardware::TimerHardware(const hw::free_running::Parameters &parameters, const HardwareSite &site)
    : codec_(site.simulation, site.memory, parameters) {
    codec_.attach_sink(site.sink);
    codec_.attach_source(site.source);
    codec_.set_observer(&site.observer);
    site.acx.add_observer(*this); // after the probe, which must know of a stream before its engine starts
}

std::unique_ptr<Hardware> TimerHardware::make(const HardwarePlan &plan, const HardwareSite &site) {
    return std::make_unique<TimerHardware>(plan.timer, site);
}

hw::free_running::StreamEngine *TimerHardware::engine_of(const acx::Stream &stream) const {
    for (const Attached &each : attached_) {
        if (each.stream == &stream) return each.engine;
    }
    return nullptr;
}

void TimerHardware::run_entered(acx::Stream &stream) {
    if (hw::free_running::StreamEngine *engine = engine_of(stream)) {
        codec_.resume(*engine);
        return;
    }
    std::vector<hw::DmaRange> ranges;
    std::uint64_t size_bytes = 0;
    for (std::uint32_t slot = 0; slot < stream.packet_count(); ++slot) {
        for (const hw::DmaRange &range : stream.packet_ranges(slot)) {
            ranges.push_back(range);
            size_bytes += range.size_bytes;
        }
    }
    const acx::AudioFormat &format = stream.format();
    // Packets that are no such memory have been reported by the framework; there is nothing to play from then.
    if (size_bytes == 0 || size_bytes % format.block_bytes() != 0) return;
    const bool is_render = stream.direction() == acx::Direction::Render;
    const hw::LinkFormat link{format.rate_hz, format.valid_bits, format.channels};
    const unsigned tag = next_tag_;
    next_tag_ = next_tag_ == tags_max ? 1 : next_tag_ + 1;
    hw::free_running::StreamEngine &engine =
        codec_.start(is_render ? hw::free_running::Direction::Output : hw::free_running::Direction::Input, tag,
                     std::move(ranges), link);
    attached_.push_back({&stream, &engine});
}

void TimerHardware::run_failed(acx::Stream &stream) { pause_returned(stream); }

void TimerHardware::pause_returned(acx::Stream &stream) {
    if (hw::free_running::StreamEngine *engine = engine_of(stream)) codec_.pause(*engine);
}

void TimerHardware::release_returned(acx::Stream &stream) {
    hw::free_running::StreamEngine *engine = engine_of(stream);
    if (engine == nullptr) return;
    std::erase_if(attached_, [&](const Attached &each) { return each.stream == &stream; });
    codec_.release(*engine);
}

} // namespace acxsim::scenario
