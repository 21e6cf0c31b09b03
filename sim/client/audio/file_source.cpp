// SPDX-License-Identifier: MIT
//
// WAV and FLAC content through libsndfile, resident in memory in the stream's own layout, so that a packet is a copy.
#include "sim/client/audio/file_source.hpp"

#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "sim/client/audio/sample_layout.hpp"

namespace acxsim::client {
namespace {

class FileSource final : public AudioSource {
public:
    FileSource(const AudioFormat &format, std::vector<std::byte> content, bool loop)
        : AudioSource(format), content_(std::move(content)), block_(format.block_bytes()),
          frames_(content_.size() / block_), loop_(loop) {}

    std::optional<std::uint64_t> length_frames() const override { return frames_; }

    void read(std::uint64_t first_frame, std::span<std::byte> into) override {
        std::uint64_t frame = loop_ ? first_frame % frames_ : first_frame;
        while (!into.empty()) {
            if (frame >= frames_) {
                if (!loop_) {
                    std::fill(into.begin(), into.end(), std::byte{0});
                    return;
                }
                frame = 0;
            }
            const std::size_t there = (frames_ - frame) * block_;
            const std::size_t size = std::min(there, into.size());
            std::memcpy(into.data(), content_.data() + frame * block_, size);
            into = into.subspan(size);
            frame += size / block_;
        }
    }

private:
    std::vector<std::byte> content_;
    std::size_t block_;
    std::uint64_t frames_;
    bool loop_;
};

/// Sample of the recording at stream frame `frame`, channel `channel`: left-justified.
struct Recording {
    std::vector<int> samples; // interleaved, left-justified
    std::uint64_t frames;
    unsigned channels;
    std::uint64_t rate;

    std::uint32_t at(std::uint64_t frame, unsigned channel) const {
        if (channels == 1) channel = 0;
        if (channel >= channels) return 0;
        return static_cast<std::uint32_t>(samples[frame * channels + channel]);
    }
    std::uint32_t between(std::uint64_t frame, std::uint64_t numerator, std::uint64_t denominator,
                          unsigned channel) const {
        const auto low = static_cast<std::int64_t>(static_cast<std::int32_t>(at(frame, channel)));
        const auto high =
            static_cast<std::int64_t>(static_cast<std::int32_t>(at(std::min(frame + 1, frames - 1), channel)));
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(
            low + (high - low) * static_cast<std::int64_t>(numerator) / static_cast<std::int64_t>(denominator)));
    }
};

std::vector<std::byte> lay_out(const Recording &recording, const AudioFormat &format) {
    const std::uint64_t frames = std::max<std::uint64_t>(1, recording.frames * format.rate_hz / recording.rate);
    std::vector<std::byte> content(frames * format.block_bytes());
    const std::uint32_t mask = sample_mask(format);
    std::byte *to = content.data();
    for (std::uint64_t frame = 0; frame < frames; ++frame) {
        const std::uint64_t scaled = frame * recording.rate;
        const std::uint64_t from = std::min(scaled / format.rate_hz, recording.frames - 1);
        for (unsigned channel = 0; channel < format.channels; ++channel) {
            const std::uint32_t sample = recording.between(from, scaled % format.rate_hz, format.rate_hz, channel);
            to = put_sample(to, sample & mask, format.container_bits / 8u);
        }
    }
    return content;
}

} // namespace

core::Result<std::unique_ptr<AudioSource>> open_file_source(const SourceSpec &spec, const AudioFormat &format) {
    SF_INFO info{};
    SNDFILE *file = sf_open(spec.path.c_str(), SFM_READ, &info);
    if (file == nullptr) {
        return core::Error{"cannot read the recording \"" + spec.path + "\": " + sf_strerror(nullptr),
                           {},
                           "give the path of a WAV or FLAC file"};
    }
    if (info.frames <= 0 || info.channels <= 0 || info.samplerate <= 0) {
        sf_close(file);
        return core::Error{"the recording \"" + spec.path + "\" is empty", {}, "give one with at least one frame"};
    }
    sf_command(file, SFC_SET_SCALE_FLOAT_INT_READ, nullptr, SF_TRUE);
    Recording recording{std::vector<int>(static_cast<std::size_t>(info.frames) * static_cast<unsigned>(info.channels)),
                        static_cast<std::uint64_t>(info.frames), static_cast<unsigned>(info.channels),
                        static_cast<std::uint64_t>(info.samplerate)};
    const sf_count_t got = sf_readf_int(file, recording.samples.data(), info.frames);
    sf_close(file);
    if (got != info.frames) {
        return core::Error{"the recording \"" + spec.path + "\" ends after " + std::to_string(got) + " of " +
                           std::to_string(info.frames) + " frames"};
    }
    return std::unique_ptr<AudioSource>(std::make_unique<FileSource>(format, lay_out(recording, format), spec.loop));
}

} // namespace acxsim::client
