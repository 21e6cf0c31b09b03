// SPDX-License-Identifier: MIT
//
// Silence, tone, sweep, ramp and pseudo-random content. Phases are integers modulo 2^64, computed from the frame index;
// the sine table comes from a Taylor series of additions and multiplications only, so that no machine's libm decides
// a bit of it.
#include "sim/client/audio/synthetic_source.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "sim/client/audio/sample_layout.hpp"
#include "sim/core/hash.hpp"

namespace acxsim::client {
namespace {

class SilenceSource final : public AudioSource {
public:
    using AudioSource::AudioSource;
    void read(std::uint64_t, std::span<std::byte> into) override { std::fill(into.begin(), into.end(), std::byte{0}); }
    /// Days of silence are compared without making them: the first line is zeros, and each is like the one before.
    bool matches(std::uint64_t, std::span<const std::byte> blocks) override {
        const std::size_t line = std::min<std::size_t>(blocks.size(), 64);
        return std::all_of(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(line),
                           [](std::byte value) { return value == std::byte{0}; }) &&
               std::memcmp(blocks.data(), blocks.data() + line, blocks.size() - line) == 0;
    }
};

/// One turn of a sine, 4096 entries and a guard for the interpolation, full scale 2^30.
class SineTable {
public:
    static constexpr unsigned size_bits = 12;
    static constexpr std::size_t size = std::size_t{1} << size_bits;

    static const SineTable &instance() {
        static const SineTable table;
        return table;
    }

    /// Sine of `phase` (2^64 is a turn), full scale 2^30.
    std::int64_t at(std::uint64_t phase) const {
        const std::size_t index = phase >> (64 - size_bits);
        const std::int64_t fraction = static_cast<std::int64_t>((phase >> (64 - size_bits - 24)) & 0xffffff);
        const std::int64_t low = values_[index];
        return low + (((values_[index + 1] - low) * fraction) >> 24);
    }

private:
    SineTable() : values_(size + 1) {
        constexpr double pi = 3.14159265358979323846;
        const std::size_t quarter = size / 4;
        for (std::size_t i = 0; i <= quarter; ++i) {
            const double x = pi / 2 * static_cast<double>(i) / static_cast<double>(quarter);
            double term = x;
            double sum = x;
            for (int n = 1; n < 14; ++n) {
                term = -term * x * x / static_cast<double>(2 * n * (2 * n + 1));
                sum += term;
            }
            const auto value = static_cast<std::int64_t>(sum * 1073741824.0 + 0.5);
            values_[i] = value;
            values_[size / 2 - i] = value;
            values_[size / 2 + i] = -value;
            values_[size - i] = -value;
        }
    }
    std::vector<std::int64_t> values_;
};

class SineSource : public AudioSource {
public:
    SineSource(const AudioFormat &format, std::uint32_t amplitude_permille)
        : AudioSource(format), gain_(std::min<std::uint32_t>(amplitude_permille, 1000)), mask_(sample_mask(format)),
          container_bytes_(format.container_bits / 8u), channels_(format.channels) {}

protected:
    /// Puts one sample on all channels. Full scale is one step below clipping.
    std::byte *put(std::byte *to, std::uint64_t phase) const {
        const std::int64_t value = SineTable::instance().at(phase) * gain_ / 1000 * 2;
        const auto sample = static_cast<std::uint32_t>(
            static_cast<std::int32_t>(std::clamp<std::int64_t>(value, INT32_MIN, INT32_MAX)));
        for (unsigned c = 0; c < channels_; ++c)
            to = put_sample(to, sample & mask_, container_bytes_);
        return to;
    }

private:
    std::int64_t gain_;
    std::uint32_t mask_;
    unsigned container_bytes_;
    unsigned channels_;
};

class ToneSource final : public SineSource {
public:
    ToneSource(const AudioFormat &format, std::uint32_t frequency_millihertz, std::uint32_t amplitude_permille)
        : SineSource(format, amplitude_permille),
          step_(static_cast<std::uint64_t>((static_cast<unsigned __int128>(frequency_millihertz) << 64) /
                                           (static_cast<unsigned __int128>(format.rate_hz) * 1000))) {}
    void read(std::uint64_t first_frame, std::span<std::byte> into) override {
        std::uint64_t phase = first_frame * step_;
        for (std::byte *to = into.data(), *end = to + into.size(); to < end; phase += step_)
            to = put(to, phase);
    }

private:
    std::uint64_t step_;
};

class SweepSource final : public SineSource {
public:
    SweepSource(const AudioFormat &format, const SourceSpec &spec) : SineSource(format, spec.amplitude_permille) {
        const std::uint32_t half = format.rate_hz / 2;
        const unsigned __int128 from = std::min(spec.sweep_from_hz, half);
        const unsigned __int128 to = std::clamp(spec.sweep_to_hz, std::min(spec.sweep_from_hz, half), half);
        period_ = std::max<std::uint64_t>(1, std::uint64_t{spec.sweep_milliseconds} * format.rate_hz / 1000);
        start_step_ = static_cast<std::uint64_t>((from << 64) / format.rate_hz);
        // The step grows by this much each frame.
        growth_ = static_cast<std::uint64_t>(((to - from) << 64) / format.rate_hz / period_);
    }
    std::optional<std::uint64_t> length_frames() const override { return period_; }
    void read(std::uint64_t first_frame, std::span<std::byte> into) override {
        std::uint64_t frame = first_frame % period_;
        for (std::byte *to = into.data(), *end = to + into.size(); to < end;) {
            to = put(to, frame * start_step_ + frame * (frame - 1) / 2 * growth_); // modulo one turn
            if (++frame == period_) frame = 0;
        }
    }

private:
    std::uint64_t period_;
    std::uint64_t start_step_;
    std::uint64_t growth_;
};

/// Frame n carries n + 1 (so that none is silent), lowest bits in the first channel; channels past the 64th bit carry
/// their own number.
class RampSource final : public AudioSource {
public:
    using AudioSource::AudioSource;
    void read(std::uint64_t first_frame, std::span<std::byte> into) override {
        const unsigned bits = format().valid_bits;
        const unsigned container_bytes = format().container_bits / 8u;
        const unsigned channels = format().channels;
        std::uint64_t number = first_frame + 1;
        if (bits == 16 && container_bytes == 2 && channels == 2) { // the usual format: the samples are its low 32 bits
            read_stereo_16(static_cast<std::uint32_t>(number), into);
            return;
        }
        for (std::byte *to = into.data(), *end = to + into.size(); to < end; ++number) {
            for (unsigned c = 0, shift = 0; c < channels; ++c, shift += bits) {
                const auto part = static_cast<std::uint32_t>(shift < 64 ? number >> shift : c);
                to = put_sample(to, part << (32 - bits), container_bytes);
            }
        }
    }

private:
    static void read_stereo_16(std::uint32_t number, std::span<std::byte> into) {
        using Frames = std::uint32_t __attribute__((vector_size(16))); // four at a time, and four of those in flight
        Frames a = {number, number + 1, number + 2, number + 3};
        Frames b = a + 4;
        Frames c = a + 8;
        Frames d = a + 12;
        std::byte *to = into.data();
        std::byte *const end = to + into.size();
        for (; end - to >= 64; to += 64) {
            std::memcpy(to, &a, sizeof a);
            std::memcpy(to + 16, &b, sizeof b);
            std::memcpy(to + 32, &c, sizeof c);
            std::memcpy(to + 48, &d, sizeof d);
            a += 16;
            b += 16;
            c += 16;
            d += 16;
        }
        for (std::uint32_t frame = a[0]; to < end; ++frame, to += sizeof frame)
            std::memcpy(to, &frame, sizeof frame);
    }
};

class PrbsSource final : public AudioSource {
public:
    PrbsSource(const AudioFormat &format, std::uint64_t seed)
        : AudioSource(format), key_(core::mix(seed ^ 0x9e3779b97f4a7c15ULL, 0xd1b54a32d192ed03ULL)) {}
    void read(std::uint64_t first_frame, std::span<std::byte> into) override {
        if (format().container_bits == 16 && format().valid_bits == 16 && format().channels == 2) {
            read_stereo_16(first_frame, into);
            return;
        }
        const std::uint32_t mask = sample_mask(format());
        const unsigned container_bytes = format().container_bits / 8u;
        const unsigned channels = format().channels;
        std::uint64_t frame = first_frame;
        for (std::byte *to = into.data(), *end = to + into.size(); to < end; ++frame) {
            std::uint64_t noise = noise_of(frame);
            for (unsigned c = 0; c < channels; ++c) {
                if (c % 2 == 0 && c > 0) noise = core::mix(noise + c, key_ | 1);
                const auto sample = static_cast<std::uint32_t>(c % 2 == 0 ? noise : noise >> 32);
                to = put_sample(to, sample & mask, container_bytes);
            }
        }
    }

private:
    std::uint64_t noise_of(std::uint64_t frame) const {
        return core::mix((frame + 1) * 0xa0761d6478bd642fULL, key_ ^ 0xe7037ed1a0b428dbULL);
    }
    // The usual format, two frames from one hash: content must cost less than the rest of a packet (tests/bench).
    void read_stereo_16(std::uint64_t first_frame, std::span<std::byte> into) const {
        std::uint64_t frame = first_frame;
        std::byte *to = into.data();
        std::byte *const end = to + into.size();
        if (frame % 2 != 0 && to < end) {
            const auto one = static_cast<std::uint32_t>(noise_of(frame / 2) >> 32);
            std::memcpy(to, &one, sizeof one);
            to += 4;
            ++frame;
        }
        // noise_of(), with its first product carried along as a sum.
        const std::uint64_t key = key_ ^ 0xe7037ed1a0b428dbULL;
        std::uint64_t product = (frame / 2 + 1) * 0xa0761d6478bd642fULL;
        const auto pairs = static_cast<std::size_t>(end - to) / 8;
        for (std::size_t i = 0; i < pairs; ++i, product += 0xa0761d6478bd642fULL) {
            const std::uint64_t two = core::mix(product, key);
            std::memcpy(to + i * 8, &two, sizeof two);
        }
        to += pairs * 8;
        frame += pairs * 2;
        if (to < end) {
            const auto one = static_cast<std::uint32_t>(noise_of(frame / 2));
            std::memcpy(to, &one, sizeof one);
        }
    }
    std::uint64_t key_;
};

} // namespace

std::unique_ptr<AudioSource> make_synthetic_source(const SourceSpec &spec, const AudioFormat &format) {
    switch (spec.kind) {
    case SourceKind::Tone:
        return std::make_unique<ToneSource>(format, spec.frequency_millihertz, spec.amplitude_permille);
    case SourceKind::Sweep:
        return std::make_unique<SweepSource>(format, spec);
    case SourceKind::Ramp:
        return std::make_unique<RampSource>(format);
    case SourceKind::Prbs:
        return std::make_unique<PrbsSource>(format, spec.seed);
    case SourceKind::Silence:
    case SourceKind::File:
        break;
    }
    return std::make_unique<SilenceSource>(format);
}

} // namespace acxsim::client
