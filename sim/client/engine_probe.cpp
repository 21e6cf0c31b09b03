// SPDX-License-Identifier: MIT
//
// See engine_probe.hpp.
#include "sim/client/engine_probe.hpp"

#include <algorithm>
#include <array>

#include "sim/acx/records.hpp"
#include "sim/client/records.hpp"

namespace acxsim::client {

namespace {
constexpr std::array sampled_kinds{
    acx::StreamStateChanged::kind, acx::PacketNotified::kind,    acx::PresentationPositionRead::kind,
    acx::CurrentPacketRead::kind,  acx::CapturePacketRead::kind, acx::CircuitPower::kind,
};
} // namespace

EngineProbe::EngineProbe(core::Trace &trace, CodecPort &port) : trace_(trace), port_(port) {
    for (const core::Kind kind : sampled_kinds)
        trace_.subscribe(kind, *this);
}

EngineProbe::~EngineProbe() { trace_.unsubscribe(*this); }

void EngineProbe::watch(acx::StreamConnection &connection, PlaybackTap *tap, Microphone *microphone) {
    unwatch(connection);
    auto watched = std::make_unique<Watched>();
    *watched = {&connection,
                &connection.stream(),
                connection.object(),
                connection.device(),
                connection.direction() == acx::Direction::Render,
                connection.state() == acx::StreamState::Run,
                {},
                tap,
                microphone,
                nullptr,
                0,
                0,
                false,
                nullptr};
    for (std::uint32_t slot = 0; slot < connection.packet_count(); ++slot) {
        const std::vector<hw::DmaRange> ranges = connection.packet_ranges(slot);
        watched->packets.insert(watched->packets.end(), ranges.begin(), ranges.end());
    }
    by_object_.put(watched->object, *watched);
    watched_.push_back(std::move(watched));
}

void EngineProbe::unwatch(acx::StreamConnection &connection) {
    const auto place = std::find_if(watched_.begin(), watched_.end(),
                                    [&](const auto &watched) { return watched->connection == &connection; });
    if (place == watched_.end()) return;
    disconnect(**place);
    by_object_.erase((*place)->object);
    watched_.erase(place);
}

void EngineProbe::disconnect(Watched &watched) {
    if (watched.port == nullptr) return;
    if (watched.tap != nullptr) watched.port->disconnect(*watched.tap);
    if (watched.microphone != nullptr) watched.port->disconnect(*watched.microphone);
    watched.port = nullptr;
}

EngineProbe::Watched *EngineProbe::find(const acx::Stream &stream) {
    for (const auto &watched : watched_) {
        if (watched->stream == &stream) return watched.get();
    }
    return nullptr;
}

hw::StreamEngine *EngineProbe::engine_of(core::ObjectId stream) {
    const Watched *watched = by_object_.find(stream);
    return watched == nullptr ? nullptr : watched->engine;
}

std::optional<hw::EnginePosition> EngineProbe::position(core::ObjectId stream) {
    hw::StreamEngine *engine = engine_of(stream);
    if (engine == nullptr) return std::nullopt;
    return engine->position();
}

void EngineProbe::run_entered(acx::Stream &stream) {
    if (Watched *watched = find(stream)) watched->may_run = true;
}

void EngineProbe::run_failed(acx::Stream &stream) {
    if (Watched *watched = find(stream)) watched->may_run = false;
}

void EngineProbe::pause_returned(acx::Stream &stream) {
    if (Watched *watched = find(stream)) watched->may_run = false;
}

// The engine may serve another stream now, or be gone.
void EngineProbe::release_returned(acx::Stream &stream) {
    if (Watched *watched = find(stream)) {
        watched->may_run = false;
        watched->engine = nullptr;
        watched->fetched_bytes = 0;
        watched->was_reset = false;
    }
}

void EngineProbe::packets_freed(acx::Stream &stream) {
    if (Watched *watched = find(stream)) {
        watched->packets.clear();
        watched->engine = nullptr;
    }
}

bool EngineProbe::contains(const std::vector<hw::DmaRange> &packets, hw::BusAddress address, std::uint32_t size_bytes) {
    // A range may span packets that lie next to each other: eat it from the front.
    while (size_bytes > 0) {
        const auto there = std::find_if(packets.begin(), packets.end(), [&](const hw::DmaRange &range) {
            return address >= range.address && address - range.address < range.size_bytes;
        });
        if (there == packets.end()) return false;
        const auto left = static_cast<std::uint32_t>(there->address + there->size_bytes - address);
        const std::uint32_t piece = std::min(left, size_bytes);
        address += piece;
        size_bytes -= piece;
    }
    return true;
}

// By direction; among several a stream that runs, then one of the engine's format. (A driver may start too early, or
// with a wrong format: it is to be told so.)
EngineProbe::Watched *EngineProbe::find_likely(const hw::StreamEngine &engine) {
    const hw::LinkFormat format = engine.format();
    const auto likelihood = [&](const Watched &watched) {
        const acx::AudioFormat &wanted = watched.connection->format();
        const bool same_format = wanted.rate_hz == format.rate_hz && wanted.block_bytes() == format.block_bytes();
        return (watched.may_run ? 2 : 0) + (same_format ? 1 : 0);
    };
    Watched *found = nullptr;
    for (const auto &watched : watched_) {
        if (watched->is_render != engine.is_output()) continue;
        if (found == nullptr || likelihood(*watched) > likelihood(*found)) found = watched.get();
    }
    return found;
}

EngineProbe::Watched *EngineProbe::match(const hw::StreamEngine &engine, const std::vector<hw::DmaRange> &ranges) {
    if (!engine.works_on_packets()) return find_likely(engine); // its buffers are the driver's own
    for (const hw::DmaRange &range : ranges) {
        for (const auto &watched : watched_) {
            if (watched->is_render == engine.is_output() && contains(watched->packets, range.address, 1))
                return watched.get();
        }
    }
    return nullptr;
}

core::ObjectId EngineProbe::stream_served_by(hw::StreamEngine &engine) {
    if (const Watched *watched = match(engine, engine.ranges())) return watched->object;
    for (const auto &watched : watched_) {
        if (watched->engine == &engine) return watched->object;
    }
    return 0;
}

void EngineProbe::engine_started(hw::StreamEngine &engine) { engine_started_at(port_, engine); }

void EngineProbe::engine_started_at(CodecPort &port, hw::StreamEngine &engine) {
    const std::vector<hw::DmaRange> ranges = engine.ranges();
    Watched *match = this->match(engine, ranges);
    if (match == nullptr) {
        const std::uint64_t address = ranges.empty() ? 0 : ranges.front().address;
        trace_.emit(EngineStrayed{engine.object(), EngineStrayed::AddressOutsidePackets, 0, address});
        return;
    }
    for (const auto &watched : watched_) {
        if (watched.get() != match && watched->engine == &engine) watched->engine = nullptr;
    }
    match->engine = &engine;
    if (match->port != &port) disconnect(*match);
    match->port = &port;
    if (match->tap != nullptr) port.connect(engine.stream_tag(), *match->tap);
    if (match->microphone != nullptr) port.connect(engine.stream_tag(), *match->microphone);
    if (match->matched_engine != engine.object()) {
        match->matched_engine = engine.object();
        trace_.emit(EngineMatched{match->object, engine.object(), engine.fifo_bytes()});
    }
    if (match_observer_ != nullptr) match_observer_->engine_matched(*match->connection, engine);
    if (!engine.works_on_packets()) { // its buffers are the driver's own
        if (!match->may_run) trace_.emit(EngineStrayed{engine.object(), EngineStrayed::StreamNotRun, match->object, 0});
        return;
    }
    const auto stray = std::find_if(ranges.begin(), ranges.end(), [&](const hw::DmaRange &range) {
        return !contains(match->packets, range.address, range.size_bytes);
    });
    if (stray != ranges.end()) {
        trace_.emit(
            EngineStrayed{engine.object(), EngineStrayed::AddressOutsidePackets, match->object, stray->address});
    }
    if (!match->may_run) {
        trace_.emit(EngineStrayed{engine.object(), EngineStrayed::StreamNotRun, match->object,
                                  ranges.empty() ? 0 : ranges.front().address});
    }
}

void EngineProbe::engine_stopped(hw::StreamEngine &) {}

void EngineProbe::on_record(const core::Record &record) {
    if (record.kind == acx::CircuitPower::kind) {
        const std::uint64_t device = record.as<acx::CircuitPower>().device;
        for (const auto &watched : watched_) {
            if (watched->device == device || watched->device == 0) sample(*watched, record.kind);
        }
        return;
    }
    const auto object = static_cast<core::ObjectId>(record.payload[0] & 0xffffffff);
    Watched *watched = by_object_.find(object);
    if (watched == nullptr) return;
    if (record.kind == acx::StreamStateChanged::kind) {
        watched->may_run = record.as<acx::StreamStateChanged>().to == static_cast<std::uint32_t>(acx::StreamState::Run);
    }
    sample(*watched, record.kind);
}

void EngineProbe::sample(Watched &watched, core::Kind cause) {
    EngineSampled sampled{watched.object, cause, 0, 0, 0, 0, 0, 1};
    if (watched.engine != nullptr) {
        const hw::EnginePosition position = watched.engine->position();
        sampled.running = position.running ? 1 : 0;
        sampled.engine = watched.engine->object();
        sampled.fetched_bytes = position.fetched_bytes;
        sampled.issued_bytes = position.issued_bytes;
        sampled.link_bytes = position.link_bytes;
        if (position.fetched_bytes < watched.fetched_bytes) watched.was_reset = true;
        watched.fetched_bytes = position.fetched_bytes;
        sampled.comparable = watched.was_reset ? 0 : 1;
    }
    trace_.emit(sampled);
}

} // namespace acxsim::client
