// SPDX-License-Identifier: MIT
//
// Faults of a stream engine: registers, handshakes, descriptors, bursts and completions. What they make of positions
// and of the sound is in stream_report_faults.cpp.
#include "hwmodel/hda/stream_faults.hpp"

#include <algorithm>
#include <cstring>

#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

using faults::ArmedFault;
using faults::FaultId;
using faults::Parameter;

namespace {
constexpr std::int64_t mode_stuck = 1; // of
}

StreamFaults::StreamFaults(StreamEngine &engine, EngineContext &context, faults::Injector &injector)
    : engine_(engine), context_(context), injector_(injector),
      event_(core::Event::of<&StreamFaults::on_due>(core::Priority::Hardware, this)) {}

StreamFaults::~StreamFaults() { context_.simulation.timeline.cancel(event_); }

faults::Where StreamFaults::where() const {
    const std::uint64_t byte = engine_.is_output_ ? engine_.issued_ : engine_.link_;
    return {&engine_, engine_.index_, byte, engine_.entry_, engine_.format_.link.bits};
}

void StreamFaults::later(core::TimePoint when, Action action, std::uint16_t entry, BusAddress address,
                         std::vector<std::byte> data) {
    const auto place = std::upper_bound(effects_.begin(), effects_.end(), when,
                                        [](core::TimePoint at, const Effect &effect) { return at < effect.when; });
    effects_.insert(place, {when, action, entry, address, std::move(data)});
    context_.simulation.timeline.schedule(event_, effects_.front().when);
}

void StreamFaults::on_due() {
    context_.host->settle();
    engine_.run_until_now(); // what the engine does of itself by now comes first
    while (!effects_.empty() && effects_.front().when <= context_.simulation.now()) {
        const Effect effect = std::move(effects_.front());
        effects_.erase(effects_.begin());
        perform(effect);
    }
    if (!effects_.empty()) context_.simulation.timeline.schedule(event_, effects_.front().when);
    context_.host->replan();
}

void StreamFaults::perform(const Effect &effect) {
    switch (effect.action) {
    case Action::Complete:
    case Action::CompleteOutOfTurn:
        if (!engine_.reset_wanted_ && !engine_.reset_achieved_) { // else the status bit is held down
            engine_.pending_status_ |= status::buffer_complete;
            context_.simulation.trace.emit(
                BufferCompleted{engine_.object_, effect.entry, engine_.arrived_, engine_.link_});
            engine_.publish();
        }
        if (effect.action == Action::CompleteOutOfTurn) context_.host->send_message();
        break;
    case Action::Write:
        context_.memory.write(engine_.object_, effect.address, effect.data);
        break;
    case Action::TouchMemory:
        touch_memory(effect.address);
        break;
    case Action::Stop:
        if (stop_is_late_ && engine_.phase_ != StreamEngine::Phase::Idle) engine_.stop();
        break;
    case Action::Wake:
        if (engine_.phase_ != StreamEngine::Phase::Idle) engine_.on_event();
        break;
    }
}

/// one more access after the end: an output reads on, an input writes what its FIFO still holds.
void StreamFaults::touch_memory(BusAddress address) {
    std::vector<std::byte> bytes(engine_.burst_);
    if (engine_.is_output_) {
        context_.memory.read(engine_.object_, address, bytes);
    } else {
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = engine_.ring_[(engine_.ring_read_ + i) % engine_.ring_size_];
        context_.memory.write(engine_.object_, address, bytes);
    }
    context_.simulation.trace.emit(BurstIssued{engine_.object_, engine_.burst_, address, engine_.issued_,
                                               static_cast<std::uint64_t>(core::ticks_of(context_.simulation.now()))});
}

bool StreamFaults::run_takes() const { return !(loses_run_ && context_.simulation.now() < asleep_until_); }

void StreamFaults::sleep_until(core::TimePoint when, bool loses_run) {
    asleep_until_ = when;
    loses_run_ = loses_run;
}

bool StreamFaults::forgets_position() { return strike(FaultId::RestartLosesPosition) != nullptr; }

void StreamFaults::starting(bool is_resume) {
    const core::TimePoint now = context_.simulation.now();
    stop_is_late_ = false;
    dead_ = is_resume && strike(FaultId::StuckAfterPause) != nullptr;
    ready_not_before_ = core::power_on;
    if (const ArmedFault *fault = strike(FaultId::FifoNeverReady)) {
        const bool stuck = fault->value(Parameter::Mode) == mode_stuck;
        ready_not_before_ = stuck ? core::end_of_time : now + fault->time(Parameter::Delay);
        if (!stuck) later(ready_not_before_, Action::Wake);
    }
    if (const ArmedFault *fault = strike(FaultId::StaleStartPosition))
        stale_bytes_ = static_cast<std::uint64_t>(fault->value(Parameter::Value));
    index_delta_ = 0;
    if (const ArmedFault *fault = strike(FaultId::LastIndexOffByOne))
        index_delta_ = fault->value(Parameter::Mode) == 0 ? 1 : -1;
    length_delta_ = 0;
    if (const ArmedFault *fault = strike(FaultId::LengthMismatch)) {
        length_delta_ = fault->value(Parameter::Size);
        length_sticks_ = fault->value(Parameter::Mode) == 1;
    }
}

bool StreamFaults::may_stop() {
    if (stop_is_late_) { // its time has come, or software tries again
        stop_is_late_ = false;
        return true;
    }
    const ArmedFault *fault = strike(FaultId::RunNotCleared);
    if (fault == nullptr) return true;
    if (fault->value(Parameter::Mode) != mode_stuck) {
        stop_is_late_ = true;
        later(context_.simulation.now() + fault->time(Parameter::Delay), Action::Stop);
    }
    return false;
}

FifoOnStop StreamFaults::fifo_on_stop(FifoOnStop usual) {
    const ArmedFault *fault = strike(FaultId::FifoOverPause);
    const FifoOnStop mode = fault == nullptr ? usual : static_cast<FifoOnStop>(fault->value(Parameter::Mode));
    if (mode == FifoOnStop::Rewind) ahead_.clear();
    return mode;
}

void StreamFaults::stopped() {
    const core::TimePoint now = context_.simulation.now();
    if (const ArmedFault *fault = strike(FaultId::DmaAfterStop))
        later(now + fault->time(Parameter::Delay), Action::TouchMemory, 0, engine_.entry_address_);
    if (const ArmedFault *fault = strike(FaultId::InterruptAfterStop))
        later(now + fault->time(Parameter::Delay), Action::CompleteOutOfTurn, engine_.entry_);
    if (strike(FaultId::ErrorAtPowerDown) != nullptr) {
        engine_.pending_status_ |= status::fifo_error;
        context_.simulation.trace.emit(FifoError{engine_.object_, engine_.is_output_ ? 1u : 0u, engine_.link_});
    }
}

std::optional<core::Duration> StreamFaults::reset_delay() {
    const ArmedFault *fault = strike(FaultId::ResetNotAcknowledged);
    if (fault == nullptr) return core::Duration{};
    if (fault->value(Parameter::Mode) == mode_stuck) return std::nullopt;
    return fault->time(Parameter::Delay);
}

void StreamFaults::reset() {
    dead_ = stop_is_late_ = early_pending_ = early_reported_ = false;
    ready_not_before_ = merged_until_ = lag_until_ = core::power_on;
    stale_bytes_ = 0;
    ahead_.clear();
    speed_ = 1;
    rotates_channels_ = false;
    switched_cadence_.reset();
    std::erase_if(effects_, [](const Effect &effect) {
        return effect.action == Action::Complete || effect.action == Action::Stop || effect.action == Action::Wake;
    });
}

void StreamFaults::format_written() {
    speed_ = 1;
    rotates_channels_ = false;
    if (const ArmedFault *fault = strike(FaultId::WrongFormat)) {
        rotates_channels_ = fault->value(Parameter::Mode) == 1;
        if (!rotates_channels_) speed_ = static_cast<std::uint32_t>(fault->value(Parameter::Value));
    }
}

std::uint32_t StreamFaults::enables(std::uint8_t status, std::uint32_t control) {
    constexpr std::uint32_t ioce = control::interrupt_on_completion_enable;
    if ((status & status::buffer_complete) == 0 || (control & ioce) != 0) return control;
    const ArmedFault *fault = strike(FaultId::EnablesIgnored);
    return fault != nullptr && fault->value(Parameter::Mode) != 1 ? control | ioce : control;
}

bool StreamFaults::fetch_fails(unsigned entry) {
    faults::Where at = where();
    at.entry = entry;
    return injector_.strike(FaultId::DescriptorFetchError, at) != nullptr;
}

unsigned StreamFaults::last_valid_index(unsigned programmed) const {
    const int index = static_cast<int>(programmed) + index_delta_;
    return static_cast<unsigned>(std::clamp(index, 0, 255));
}

void StreamFaults::entry_begins(const Descriptor &entry, unsigned index) {
    faults::Where at = where();
    at.entry = index;
    early_pending_ = early_reported_ = false;
    if (entry.interrupt_on_completion) {
        if (const ArmedFault *fault = injector_.strike(FaultId::EarlyInterrupt, at)) {
            early_left_ =
                static_cast<std::uint32_t>(static_cast<std::uint64_t>(entry.size_bytes) *
                                           static_cast<std::uint64_t>(fault->value(Parameter::Percent)) / 100);
            early_pending_ = true;
        }
    }
    const ArmedFault *reach = injector_.strike(FaultId::DmaReach, at);
    reach_mask_ =
        reach == nullptr ? ~BusAddress{0} : (BusAddress{1} << static_cast<unsigned>(reach->value(Parameter::Bits))) - 1;
    page_limited_ = injector_.strike(FaultId::DescriptorPageCrossing, at) != nullptr;
    page_ = entry.address & ~BusAddress{page_size_bytes - 1};
}

BusAddress StreamFaults::reached(BusAddress address) const { return address & reach_mask_; }

BusAddress StreamFaults::burst_address(BusAddress address) const {
    return page_limited_ ? (page_ & reach_mask_) | (address & (page_size_bytes - 1)) : address;
}

std::uint32_t StreamFaults::burst_size(std::uint32_t size_bytes, BusAddress address) const {
    if (!page_limited_) return size_bytes;
    return std::min(size_bytes, static_cast<std::uint32_t>(page_size_bytes - (address & (page_size_bytes - 1))));
}

void StreamFaults::burst_issued(std::uint32_t ring_index, std::uint32_t size_bytes) {
    injector_.burst_issued(where());
    if (!engine_.is_output_) return;
    read_ahead(ring_index, size_bytes);
    for (const FaultId noise : {FaultId::LateDmaReads, FaultId::TrafficNoise}) {
        if (const ArmedFault *fault = strike(noise))
            flip(ring_index, static_cast<std::uint32_t>(fault->value(Parameter::Value)));
    }
}

void StreamFaults::flip(std::uint32_t ring_index, std::uint32_t bits) {
    for (unsigned i = 0; i < 4; ++i) {
        std::byte &byte = engine_.ring_[(ring_index + i) % engine_.ring_size_];
        byte ^= static_cast<std::byte>(bits >> (8 * i));
    }
}

/// Data that a burst takes from memory went into a store that nobody sees some bytes earlier; to see
/// memory as it was a while ago is the same thing, with as many bytes as cross the link in that time.
void StreamFaults::read_ahead(std::uint32_t ring_index, std::uint32_t size_bytes) {
    std::uint64_t extra = 0;
    if (const ArmedFault *fault = strike(FaultId::DeepPrefetch))
        extra = static_cast<std::uint64_t>(fault->value(Parameter::Size));
    if (const ArmedFault *fault = strike(FaultId::NonCoherentDma)) {
        const std::uint64_t bytes_per_second = std::uint64_t{engine_.format_.link.rate_hz} * engine_.block_;
        extra += static_cast<std::uint64_t>(core::nanoseconds_of(fault->time(Parameter::Delay))) * bytes_per_second /
                 1'000'000'000;
    }
    if (extra == 0) {
        ahead_.clear();
        return;
    }
    if (ahead_.empty()) {
        ahead_entry_ = engine_.entry_;
        ahead_offset_ = engine_.current_.size_bytes - engine_.entry_left_;
    }
    while (ahead_.size() < extra + size_bytes) {
        const Descriptor entry = peek_descriptor(context_.memory, engine_.list_address(), ahead_entry_);
        if (!entry.usable()) break;
        if (ahead_offset_ >= entry.size_bytes) {
            ahead_offset_ = 0;
            ahead_entry_ = ahead_entry_ >= engine_.registers_.last_valid_index ? 0 : ahead_entry_ + 1;
            continue;
        }
        const BusAddress from = entry.address + ahead_offset_;
        const std::uint64_t in_page = page_size_bytes - (from & (page_size_bytes - 1));
        const auto piece = static_cast<std::uint32_t>(
            std::min<std::uint64_t>({in_page, entry.size_bytes - ahead_offset_, extra + size_bytes - ahead_.size()}));
        const std::byte *bytes = context_.memory.translate(from);
        if (bytes == nullptr) break;
        ahead_.insert(ahead_.end(), bytes, bytes + piece);
        ahead_offset_ += piece;
    }
    const std::size_t taken = std::min<std::size_t>(size_bytes, ahead_.size());
    for (std::size_t i = 0; i < taken; ++i)
        engine_.ring_[(ring_index + i) % engine_.ring_size_] = ahead_[i];
    ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(taken));
}

bool StreamFaults::completes(std::uint32_t entry_left, bool interrupt_on_completion) {
    if (early_pending_ && entry_left <= early_left_) {
        early_pending_ = false;
        early_reported_ = true;
        return true;
    }
    return entry_left == 0 && interrupt_on_completion && !early_reported_;
}

bool StreamFaults::defers_write(BusAddress address, std::uint32_t ring_index, std::uint32_t size_bytes,
                                core::TimePoint arrival, bool completes) {
    core::Duration delay{};
    if (const ArmedFault *fault = strike(FaultId::NonCoherentDma)) delay = fault->time(Parameter::Delay);
    if (completes) {
        if (const ArmedFault *fault = strike(FaultId::InterruptBeforeData))
            delay = std::max(delay, fault->time(Parameter::Delay));
    }
    if (delay == core::Duration{}) return false;
    std::vector<std::byte> data(size_bytes);
    for (std::size_t i = 0; i < size_bytes; ++i)
        data[i] = engine_.ring_[(ring_index + i) % engine_.ring_size_];
    later(std::max(context_.simulation.now(), arrival + delay), Action::Write, 0, address, std::move(data));
    return true;
}

bool StreamFaults::stalled() const { return context_.simulation.now() < stalled_until_; }

void StreamFaults::stall(core::TimePoint until) {
    if (until <= stalled_until_) return;
    stalled_until_ = until;
    later(until, Action::Wake);
}

bool StreamFaults::withholds_completion(std::uint16_t entry) {
    const core::TimePoint now = context_.simulation.now();
    faults::Where at = where();
    at.entry = entry;
    injector_.buffer_completed(at);
    if (injector_.strike(FaultId::LostInterrupt, at) != nullptr) return true;
    if (const ArmedFault *fault = injector_.strike(FaultId::InterruptBeforePosition, at)) {
        const auto short_by = static_cast<std::uint64_t>(fault->value(Parameter::Frames)) * engine_.block_;
        const std::uint64_t boundary = engine_.arrived_;
        lag_limit_ = boundary > short_by ? boundary - short_by : 0;
        lag_until_ = now + fault->time(Parameter::Duration);
        engine_.position_until_ = core::power_on;
        context_.host->memory_unsettled();
    }
    if (const ArmedFault *fault = injector_.strike(FaultId::DuplicateInterrupt, at))
        later(now + fault->time(Parameter::Delay), Action::Complete, entry);
    if (now < merged_until_) return true;
    if (const ArmedFault *fault = injector_.strike(FaultId::MergedInterrupts, at)) {
        merged_until_ = now + fault->time(Parameter::Delay);
        later(merged_until_, Action::Complete, entry);
        return true;
    }
    return false;
}

} // namespace acxsim::hw::hda
