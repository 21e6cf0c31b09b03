// SPDX-License-Identifier: MIT
//
// Decode: which register an access reaches, what it reads, what a write of it does (hwmodel.md 1.1). Bytes, words and
// dwords are legal; a quadword is two dwords. Offsets where nothing is read 0 and ignore writes.
#include <algorithm>

#include "hwmodel/hda/controller.hpp"
#include "hwmodel/registers/decode_map.hpp"

namespace acxsim::hw::hda {

namespace {

constexpr std::uint32_t vendor_base = 0x1000;

using GlobalMap = DecodeMap<stream_base>;
constexpr GlobalMap map_globals(std::uint16_t stream_sync_offset) {
    auto table = global_registers;
    table[static_cast<std::size_t>(Global::StreamSync)].offset = stream_sync_offset;
    return GlobalMap(table);
}

const GlobalMap &global_map(StreamSyncPlace place) {
    static constexpr GlobalMap at_34 = map_globals(0x34);
    static constexpr GlobalMap at_38 = map_globals(0x38);
    static constexpr GlobalMap nowhere = map_globals(stream_base);
    switch (place) {
    case StreamSyncPlace::At34:
        return at_34;
    case StreamSyncPlace::At38:
        return at_38;
    case StreamSyncPlace::None:
        break;
    }
    return nowhere;
}

constexpr GlobalMap command_map(command_registers);
constexpr DecodeMap<stream_stride> stream_map(stream_registers);

} // namespace

std::uint64_t Controller::read(std::uint64_t offset, unsigned width_bytes) {
    if (width_bytes == 8) return read(offset, 4) | read(offset + 4, 4) << 32;
    const auto at = static_cast<std::uint32_t>(offset);
    settle();
    if (faults_ != nullptr) faults_->accessed(at, width_bytes, false, 0);
    if (!answers()) return all_ones(width_bytes);
    const Register &control = info(Global::Control);
    if (in_reset() && parameters_.crst_reads == ReadInReset::AllOnes &&
        (at < control.offset || at >= control.offset + control.width_bytes)) {
        return all_ones(width_bytes);
    }
    std::uint64_t value = 0;
    const auto merge = [&value](const Hit &hit, std::uint32_t whole) {
        const std::uint64_t part = (whole & covered_bits(hit)) >> (hit.first_byte * 8);
        value |= part << (hit.access_shift * 8);
    };
    // The engine whose registers, every 0x20 from `base`, lie there; nullptr beyond the last.
    const auto engine_at = [&](std::uint32_t base) -> StreamEngine * {
        const std::uint32_t index = (at - base) / stream_stride;
        return index < engines_.size() ? engines_[index].get() : nullptr;
    };
    if (at < stream_base) {
        global_map(parameters_.ssync).decode(at, width_bytes, [&](const Hit &hit) {
            merge(hit, read_global(Global{hit.index}));
        });
        command_map.decode(at, width_bytes,
                           [&](const Hit &hit) { merge(hit, commands_.read_register(Command{hit.index})); });
    } else if (at < streams_end()) {
        StreamEngine &engine = *engine_at(stream_base);
        stream_map.decode((at - stream_base) % stream_stride, width_bytes,
                          [&](const Hit &hit) { merge(hit, engine.read_register(Stream{hit.index})); });
    } else if (at >= link_position_alias_base) {
        if (StreamEngine *engine = engine_at(link_position_alias_base)) {
            decode(link_position_alias, (at - link_position_alias_base) % stream_stride, width_bytes,
                   [&](const Hit &hit) { merge(hit, engine->read_register(Stream::LinkPosition)); });
        }
    } else if (at >= wall_clock_alias[0].offset) {
        decode(wall_clock_alias, at, width_bytes, [&](const Hit &hit) { merge(hit, wall_clock()); });
    } else if (parameters_.intel_extensions && at >= stream_vendor_base) {
        if (StreamEngine *engine = engine_at(stream_vendor_base)) {
            decode(stream_vendor_registers, (at - stream_vendor_base) % stream_stride, width_bytes,
                   [&](const Hit &hit) { merge(hit, read_stream_vendor(*engine, StreamVendor{hit.index})); });
        }
    } else if (parameters_.intel_extensions && at >= vendor_base) {
        decode(vendor_registers, at, width_bytes, [&](const Hit &hit) { merge(hit, read_vendor(Vendor{hit.index})); });
    }
    if (faults_ != nullptr) {
        value = faults_->read_value(at, width_bytes, value);
        replan(); // what struck may have changed an engine
    }
    return value & all_ones(width_bytes);
}

void Controller::write(std::uint64_t offset, unsigned width_bytes, std::uint64_t value) {
    if (width_bytes == 8) {
        write(offset, 4, value & 0xffff'ffff);
        write(offset + 4, 4, value >> 32);
        return;
    }
    auto at = static_cast<std::uint32_t>(offset);
    settle();
    if (faults_ != nullptr) {
        faults_->accessed(at, width_bytes, true, value);
        faults_->shape_write(at, width_bytes, value);
    }
    if (answers()) write_registers(at, width_bytes, value);
    replan();
}

void Controller::write_registers(std::uint32_t at, unsigned width_bytes, std::uint64_t value) {
    const auto part = [value](const Hit &hit) {
        return static_cast<std::uint32_t>(value >> (hit.access_shift * 8)) << (hit.first_byte * 8);
    };
    if (at < stream_base) {
        global_map(parameters_.ssync).decode(at, width_bytes, [&](const Hit &hit) {
            const Global which{hit.index};
            if (in_reset() && which != Global::Control) {
                misuse(RegisterMisuse::WriteInReset, at + hit.access_shift - hit.first_byte, part(hit));
                return;
            }
            write_global(which, part(hit), covered_bits(hit));
        });
        command_map.decode(at, width_bytes, [&](const Hit &hit) {
            if (in_reset()) {
                misuse(RegisterMisuse::WriteInReset, command_registers[hit.index].offset, part(hit));
                return;
            }
            commands_.write_register(Command{hit.index}, part(hit), covered_bits(hit));
        });
        return;
    }
    const bool is_vendor = parameters_.intel_extensions && at >= vendor_base && at < stream_vendor_base;
    if (at >= streams_end() && !is_vendor) return;
    if (in_reset()) {
        misuse(RegisterMisuse::WriteInReset, at, value);
        return;
    }
    if (is_vendor) {
        decode(vendor_registers, at, width_bytes,
               [&](const Hit &hit) { write_vendor(Vendor{hit.index}, part(hit), covered_bits(hit)); });
        return;
    }
    StreamEngine &engine = *engines_[(at - stream_base) / stream_stride];
    stream_map.decode((at - stream_base) % stream_stride, width_bytes, [&](const Hit &hit) {
        const Stream which{hit.index};
        if (which == Stream::Control && width_bytes < 4 && parameters_.sdctl_dword_only) {
            misuse(RegisterMisuse::NarrowControlWrite, at, value);
            return;
        }
        engine.write_register(which, part(hit), covered_bits(hit));
    });
}

std::uint32_t Controller::wall_clock() const {
    if (!link_up_ || parameters_.walclk_hz == 0) return 0;
    return faults_ == nullptr ? counted_wall_clock() : faults_->wall_clock(counted_wall_clock());
}

std::uint32_t Controller::counted_wall_clock() const {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(wall_clock_.count_at(simulation_.now())) +
                                      wall_clock_start_);
}

/// The bits of a writable register that this controller has: none for engines that it has not.
std::uint32_t Controller::implemented(Global which) const {
    const std::uint32_t all = info(which).writable();
    constexpr std::uint32_t every_stream = (1u << engines_max) - 1;
    const bool by_stream = which == Global::InterruptControl || which == Global::StreamSync;
    return by_stream ? all & (stream_bits() | ~every_stream) : all;
}

std::uint32_t Controller::read_global(Global which) const {
    switch (which) {
    case Global::Capabilities:
        return parameters_.engines_out << 12 | parameters_.engines_in << 8 |
               (parameters_.dma_mask_bits >= 64 ? 1u : 0u);
    case Global::Control:
        return (link_up_ ? 1u : 0u) | (unsolicited_ ? 1u << 8 : 0u);
    case Global::WakeEnable:
        return wake_enable_;
    case Global::StateStatus:
        return state_status_;
    case Global::Status:
        return flushed_ ? 2u : 0u;
    case Global::OutputStreamPayload:
        return parameters_.stream_payload_words;
    case Global::InputStreamPayload:
        return parameters_.stream_payload_words_in;
    case Global::InterruptControl:
        return interrupt_control_;
    case Global::InterruptStatus:
        return interrupt_status_now();
    case Global::WallClock:
        return wall_clock();
    case Global::StreamSync:
        return stream_sync_;
    case Global::PositionLower:
        return position_lower_;
    case Global::PositionUpper:
        return position_upper_;
    default:
        return info(which).reset;
    }
}

void Controller::write_global(Global which, std::uint32_t value, std::uint32_t covered) {
    const Register &reg = info(which);
    const auto merged = [&](std::uint32_t old) { return ((old & ~covered) | (value & covered)) & implemented(which); };
    switch (which) {
    case Global::Control:
        write_control(merged((link_up_wanted_ ? 1u : 0u) | (unsolicited_ ? 1u << 8 : 0u)));
        break;
    case Global::WakeEnable:
        wake_enable_ = static_cast<std::uint16_t>(merged(wake_enable_));
        break;
    case Global::StateStatus:
        state_status_ = static_cast<std::uint16_t>(state_status_ & ~(value & covered & reg.clearable()));
        break;
    case Global::Status:
        if ((value & covered & reg.clearable()) != 0) flushed_ = false;
        break;
    case Global::InterruptControl:
        interrupt_control_ = merged(interrupt_control_);
        break;
    case Global::InterruptStatus:
        if (!parameters_.intsts_writable) return;
        acknowledged_ |= value & covered & interrupt_causes_now();
        update_line();
        return;
    case Global::StreamSync:
        write_stream_sync(merged(stream_sync_));
        break;
    case Global::PositionLower:
    case Global::PositionUpper: {
        if (any_engine_running()) {
            misuse(RegisterMisuse::PositionBaseMoved, reg.offset, value);
            if (parameters_.position_base_moved == PositionBaseMovedPolicy::Ignore) return;
        }
        std::uint32_t &half = which == Global::PositionLower ? position_lower_ : position_upper_;
        half = merged(half);
        break;
    }
    default: // read-only
        return;
    }
    status_changed();
}

std::uint32_t Controller::read_vendor(Vendor which) const {
    if (which != Vendor::FifoTrack) return vendor_[static_cast<std::size_t>(which)];
    for (const auto &engine : engines_)
        engine->settle();
    const FifoTrack &track = context_.fifo_track;
    return std::min(track.errors, 0xffffu) << 16 | std::min(track.lowest_bytes, 0xffffu);
}

void Controller::write_vendor(Vendor which, std::uint32_t value, std::uint32_t covered) {
    if (which == Vendor::FifoTrack) {
        for (const auto &engine : engines_)
            engine->settle();
        context_.fifo_track.restart();
        return;
    }
    std::uint32_t &stored = vendor_[static_cast<std::size_t>(which)];
    const std::uint32_t touched = covered & info(which).writable();
    stored = (stored & ~touched) | (value & touched);
    follow_extensions();
}

std::uint32_t Controller::read_stream_vendor(StreamEngine &engine, StreamVendor which) {
    switch (which) {
    case StreamVendor::PositionBuffer:
        return engine.position_buffer_register();
    case StreamVendor::ExtendedFifoSize:
        return engine.fifo_bytes() - 1;
    case StreamVendor::Count:
        break;
    }
    return 0;
}

} // namespace acxsim::hw::hda
