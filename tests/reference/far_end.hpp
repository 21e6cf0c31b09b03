// SPDX-License-Identifier: MIT
//
// The codec of the random scripts: keeps what the model plays, and says what the reference says, both by stream tag.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "hwmodel/link/codec.hpp"
#include "tests/reference/hda_reference.hpp"

namespace acxsim::reference {

using namespace acxsim::hw;
using core::TimePoint;

/// Hears and speaks by stream tag.
class FarEnd final : public CodecSink, public CodecSource {
public:
    struct Heard {
        std::vector<std::uint8_t> bytes;
        std::uint64_t starved_frames = 0;
    };
    void started(unsigned, const LinkFormat &format, TimePoint) override { format_ = format; }
    void stopped(unsigned, TimePoint) override {}
    void played(unsigned tag, std::span<const std::byte> blocks, TimePoint) override {
        for (const std::byte b : blocks)
            heard[tag].bytes.push_back(static_cast<std::uint8_t>(b));
    }
    void starved(unsigned tag, std::uint64_t frames, TimePoint) override { heard[tag].starved_frames += frames; }
    void record(unsigned tag, std::span<std::byte> blocks, TimePoint) override {
        for (std::byte &b : blocks)
            b = static_cast<std::byte>(reference::codec_byte(said[tag]++));
    }
    void lost(unsigned tag, std::uint64_t blocks, TimePoint) override { lost_blocks[tag] += blocks; }

    std::map<unsigned, Heard> heard;
    std::map<unsigned, std::uint64_t> said;
    std::map<unsigned, std::uint64_t> lost_blocks;

private:
    LinkFormat format_;
};

} // namespace acxsim::reference
