// SPDX-License-Identifier: MIT
//
// Where audio content comes from: what a render client plays, and what the codec's microphone hears. Content is a pure
// function of the absolute frame index, so that any packet can be made again and compared. The same on every machine:
// integers only, or IEEE additions and multiplications (the sine table).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/acx/stream_connection.hpp"
#include "sim/core/result.hpp"

namespace acxsim::client {

using acx::AudioFormat;

class AudioSource {
public:
    explicit AudioSource(const AudioFormat &format) : format_(format) {}
    virtual ~AudioSource() = default;
    AudioSource(const AudioSource &) = delete;
    AudioSource &operator=(const AudioSource &) = delete;

    static constexpr std::size_t block_bytes_max = 64; ///< of the formats that make_source takes

    const AudioFormat &format() const { return format_; }
    /// Fills `into` (whole frames) with the frames from `first_frame` on, as they lie in memory.
    virtual void read(std::uint64_t first_frame, std::span<std::byte> into) = 0;
    /// Whether `blocks` (whole frames) are the frames from `first_frame` on.
    virtual bool matches(std::uint64_t first_frame, std::span<const std::byte> blocks);
    /// Frames until the content ends (and silence follows) or repeats; nullopt: it never does.
    virtual std::optional<std::uint64_t> length_frames() const { return std::nullopt; }

private:
    AudioFormat format_;
};

enum class SourceKind : std::uint8_t { Silence, Tone, Sweep, Ramp, Prbs, File };

struct SourceSpec {
    SourceKind kind = SourceKind::Prbs;
    std::string path;                               ///< File: WAV, FLAC, whatever libsndfile reads
    bool loop = false;                              ///< File: start again at its end, instead of silence
    std::uint32_t frequency_millihertz = 1'000'000; ///< Tone
    std::uint32_t amplitude_permille = 500;         ///< Tone, Sweep: of full scale
    std::uint32_t sweep_from_hz = 20;
    std::uint32_t sweep_to_hz = 20'000;        ///< limited to half the sample rate
    std::uint32_t sweep_milliseconds = 10'000; ///< then it starts again
    std::uint64_t seed = 1;                    ///< Prbs
};

struct SourceInfo {
    SourceKind kind;
    std::string_view name; ///< as in a scenario's `source`
    std::string_view help;
};
inline constexpr std::array<SourceInfo, 6> source_infos{{
    {SourceKind::Silence, "silence", "zeros"},
    {SourceKind::Tone, "tone", "a sine of constant frequency on all channels"},
    {SourceKind::Sweep, "sweep", "a sine of linearly rising frequency, repeated"},
    {SourceKind::Ramp, "ramp", "the frame's number in the bits of its samples: every frame tells where it belongs"},
    {SourceKind::Prbs, "prbs", "noise hashed from the frame's number: every frame tells where it belongs"},
    {SourceKind::File, "file", "a recording (WAV, FLAC), exact when it has the stream's format"},
}};

/// The source, or what is wrong with the specification (no such file, format it cannot be brought to ...).
core::Result<std::unique_ptr<AudioSource>> make_source(const SourceSpec &spec, const AudioFormat &format);

} // namespace acxsim::client
