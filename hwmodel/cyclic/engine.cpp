// SPDX-License-Identifier: MIT
//
// See engine.hpp. A descriptor is 16 bytes: address, its upper half, bytes, flags with bit 0 = interrupt; the layout of
// hda/descriptor_list.hpp, whose reader is used.
#include "hwmodel/cyclic/engine.hpp"

#include "hwmodel/hda/descriptor_list.hpp"

namespace acxsim::hw::cyclic {

namespace {

/// The registers that a bank begins with.
enum : std::uint8_t { control, status, interrupt_enable };

} // namespace

Engine::Engine(BlockContext &context, unsigned index, std::string_view name, const LinkPace &pace)
    : context_(context), index_(index), object_(context.simulation.trace.add_object("engine", name)),
      channel_(context.simulation, context.memory, *this, object_, pace) {}

void Engine::misuse(RegisterMisuse::What what, std::uint8_t which, std::uint64_t value) const {
    const BlockLayout &layout = context_.layout;
    context_.simulation.trace.emit(RegisterMisuse{
        context_.device, what, layout.bank_base + layout.bank_stride * index_ + layout.bank[which].offset, value});
}

EnginePosition Engine::position() {
    channel_.advance();
    return {running(), channel_.arrived_bytes(), channel_.issued_bytes(), channel_.link_bytes()};
}

std::vector<DmaRange> Engine::ranges() const {
    if (list_address() == 0) return {};
    return hda::peek_ranges(context_.memory, list_address(), segment_count() - 1);
}

void Engine::reset(bool block_gone) {
    channel_.advance();
    const std::uint64_t reached = counter();
    channel_.reset();
    control_ = status_ = interrupt_enable_ = list_lower_ = list_upper_ = 0;
    reset_registers(block_gone, reached);
    if (faults_ != nullptr) faults_->reset(reached, counter());
    context_.host.status_changed();
}

std::uint32_t Engine::counter_half(bool is_upper) {
    const std::uint64_t value = counter();
    if (faults_ != nullptr) return faults_->half(value, is_upper);
    return static_cast<std::uint32_t>(is_upper ? value >> 32 : value);
}

void Engine::write_register(std::uint8_t which, std::uint32_t value, std::uint32_t covered) {
    channel_.advance();
    const Register &reg = context_.layout.bank[which];
    const std::uint32_t part = value & covered;
    switch (which) {
    case control:
        value = (control_ & ~covered) | part;
        if ((value & context_.layout.reset) == 0) {
            write_control(value);
        } else {
            if (running()) misuse(RegisterMisuse::ResetWhileRunning, control, value);
            reset(false);
        }
        break;
    case status:
        status_ &= ~(part & reg.clearable());
        break;
    case interrupt_enable:
        interrupt_enable_ = ((interrupt_enable_ & ~covered) | part) & reg.writable();
        break;
    default:
        if (write_any_time(which, value, covered)) break;
        if (reg.writable() == 0) return;
        if (running()) {
            misuse(RegisterMisuse::WriteWhileRunning, which, value);
            return;
        }
        write_while_idle(which, ((read_register(which) & ~covered) | part) & reg.writable());
        break;
    }
    context_.host.status_changed();
}

std::optional<Segment> Engine::fetch_segment(unsigned index) {
    const hda::Descriptor descriptor = hda::fetch_descriptor(context_.memory, object_, list_address(), index);
    if (!descriptor.usable()) return std::nullopt;
    return Segment{descriptor.address, descriptor.size_bytes, descriptor.interrupt_on_completion};
}

void Engine::segment_done(unsigned index, bool interrupt) {
    if (!interrupt) return;
    if (faults_ != nullptr) faults_->segment_done(channel_.arrived_bytes(), index, channel_.segment_index());
    add_status(context_.layout.completion);
    context_.simulation.trace.emit(BufferCompleted{object_, index, channel_.arrived_bytes(), channel_.link_bytes()});
}

void Engine::fifo_error() {
    add_status(context_.layout.xrun);
    context_.simulation.trace.emit(FifoError{object_, is_output() ? 1u : 0u, channel_.link_bytes()});
}

void Engine::bus_error(BusAddress address) {
    stop_after_error();
    add_status(context_.layout.error);
    context_.simulation.trace.emit(DescriptorError{object_, channel_.segment_index(), address});
}

void Engine::burst_issued(BusAddress address, std::uint32_t size_bytes, core::TimePoint arrival) {
    if (faults_ != nullptr) faults_->burst_issued(channel_.issued_bytes());
    if (!context_.trace_bursts) return;
    context_.simulation.trace.emit(BurstIssued{object_, size_bytes, address, channel_.issued_bytes() - size_bytes,
                                               static_cast<std::uint64_t>(core::ticks_of(arrival))});
}

void Engine::link_started() {
    context_.simulation.trace.emit(EngineStarted{object_, stream_tag(), channel_.link_bytes()});
    if (is_output() && context_.sink != nullptr) context_.sink->started(stream_tag(), format(), now());
    if (!is_output() && context_.source != nullptr) context_.source->started(stream_tag(), format(), now());
    if (context_.observer != nullptr) context_.observer->engine_started(*this);
}

void Engine::link_stopped() {
    context_.simulation.trace.emit(EngineStopped{object_, stream_tag(), channel_.link_bytes()});
    if (is_output() && context_.sink != nullptr) context_.sink->stopped(stream_tag(), now());
    if (!is_output() && context_.source != nullptr) context_.source->stopped(stream_tag(), now());
    if (context_.observer != nullptr) context_.observer->engine_stopped(*this);
}

void Engine::settle() {
    if (!status_moved_) return;
    status_moved_ = false;
    context_.host.status_changed();
}

} // namespace acxsim::hw::cyclic
