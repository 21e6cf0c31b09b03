// SPDX-License-Identifier: MIT
#include "sim/verifier/stream_book.hpp"

#include "sim/kernel/system.hpp"

namespace acxsim::verifier {

using acx::StreamState;

void StreamBook::attach_before_rules(core::Trace &trace) { trace.subscribe(acx::StreamCreated::kind, *this); }

void StreamBook::attach_after_rules(core::Trace &trace) {
    for (const core::Kind kind :
         {acx::StreamStateChanged::kind, acx::StreamClosing::kind, acx::PacketsAllocated::kind, acx::PacketsFreed::kind,
          acx::PacketNotified::kind, acx::HwLatencyRead::kind, client::EngineSampled::kind}) {
        trace.subscribe(kind, *this);
    }
}

void StreamBook::on_record(const core::Record &record) {
    if (record.kind == acx::StreamCreated::kind) {
        const auto created = record.as<acx::StreamCreated>();
        StreamFacts &facts = streams_[created.stream];
        facts.stream = created.stream;
        by_id_.put(created.stream, facts);
        facts.direction = static_cast<acx::Direction>(created.direction);
        facts.rate_hz = created.rate_hz;
        facts.block_bytes = created.block_bytes;
        facts.real_time = created.real_time != 0;
        facts.supports_notifications = created.supports_notifications != 0;
        return;
    }
    StreamFacts *stream = by_id_.find(static_cast<core::ObjectId>(record.payload[0] & 0xffffffff));
    if (stream == nullptr) return;
    switch (record.kind) {
    case acx::StreamStateChanged::kind: {
        const auto changed = record.as<acx::StreamStateChanged>();
        const auto from = static_cast<StreamState>(changed.from);
        const auto to = static_cast<StreamState>(changed.to);
        if (from == StreamState::Stop || to == StreamState::Stop) {
            stream->notified = 0;
            stream->last_packet.reset();
            stream->ran_since_prepare = false;
            stream->paused_since_run = {};
        }
        if (to == StreamState::Run) {
            if (!stream->ran_since_prepare) {
                stream->first_run = record.time;
            } else {
                stream->paused_since_run += record.time - stream->state_since;
            }
            stream->ran_since_prepare = true;
            stream->last_run = record.time;
        }
        stream->state = to;
        stream->state_since = record.time;
        break;
    }
    case acx::StreamClosing::kind:
        stream->closing = true;
        break;
    case acx::PacketsAllocated::kind: {
        const auto allocated = record.as<acx::PacketsAllocated>();
        if (static_cast<std::int32_t>(allocated.status) >= 0) {
            stream->packet_count = allocated.packet_count;
            stream->packet_size_bytes = allocated.packet_size_bytes;
        }
        break;
    }
    case acx::PacketsFreed::kind:
        stream->packet_count = 0;
        break;
    case acx::PacketNotified::kind: {
        const auto notified = record.as<acx::PacketNotified>();
        if (static_cast<std::int32_t>(notified.status) >= 0 && stream->notified++ == 0) {
            stream->first_notify = record.time;
        }
        stream->last_packet = notified.packet;
        stream->last_qpc = notified.qpc;
        stream->last_notify = record.time;
        break;
    }
    case acx::HwLatencyRead::kind: {
        const auto read = record.as<acx::HwLatencyRead>();
        if (static_cast<std::int32_t>(read.status) >= 0) {
            stream->fifo_bytes = read.fifo_bytes;
            stream->delay_hns = read.delay_hns;
        }
        break;
    }
    case client::EngineSampled::kind:
        stream->engine = record.as<client::EngineSampled>();
        stream->engine_sampled = record.time;
        break;
    default:
        break;
    }
}

std::int64_t StreamBook::qpc_ticks(core::Duration duration) const {
    const core::Hertz &frequency = system_.performance_frequency();
    const auto wide = static_cast<__int128>(duration.count()) * frequency.numerator;
    const auto divisor = static_cast<__int128>(core::ticks_per_second) * frequency.denominator;
    return static_cast<std::int64_t>((wide + divisor / 2) / divisor);
}

double StreamBook::qpc_microseconds(std::int64_t ticks) const {
    const core::Hertz &frequency = system_.performance_frequency();
    return static_cast<double>(ticks) * 1e6 * static_cast<double>(frequency.denominator) /
           static_cast<double>(frequency.numerator);
}

} // namespace acxsim::verifier
