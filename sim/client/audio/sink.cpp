// SPDX-License-Identifier: MIT
//
// WAV files through libsndfile. Frames gather in memory and go out a few tens of kibibytes at a time: a burst of DMA is
// 32 bytes.
#include "sim/client/audio/sink.hpp"

#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "sim/client/audio/sample_layout.hpp"

namespace acxsim::client {
namespace {

class NullSink final : public AudioSink {
public:
    void write(std::span<const std::byte>) override {}
    core::Result<void> finish() override { return {}; }
};

class WavSink final : public AudioSink {
public:
    WavSink(SNDFILE *file, std::string path, const AudioFormat &format)
        : file_(file), path_(std::move(path)), block_(format.block_bytes()),
          container_bytes_(format.container_bits / 8u), channels_(format.channels) {
        gathered_.resize((65536 / block_ + 1) * block_);
    }
    ~WavSink() override { (void)finish(); }
    WavSink(const WavSink &) = delete;
    WavSink &operator=(const WavSink &) = delete;

    void write(std::span<const std::byte> blocks) override {
        while (!blocks.empty()) {
            const std::size_t size = std::min(blocks.size(), gathered_.size() - used_);
            std::memcpy(gathered_.data() + used_, blocks.data(), size);
            used_ += size;
            blocks = blocks.subspan(size);
            if (used_ == gathered_.size()) put_out();
        }
    }

    core::Result<void> finish() override {
        if (file_ != nullptr) {
            put_out();
            if (sf_close(file_) != 0) failed_ = true;
            file_ = nullptr;
        }
        if (failed_) return core::Error{"cannot write the WAV file \"" + path_ + "\": the disk may be full"};
        return {};
    }

private:
    void put_out() {
        const auto frames = static_cast<sf_count_t>(used_ / block_);
        if (frames == 0 || file_ == nullptr) return;
        sf_count_t written;
        if (container_bytes_ == 2) {
            shorts_.resize(used_ / 2);
            std::memcpy(shorts_.data(), gathered_.data(), used_);
            written = sf_writef_short(file_, shorts_.data(), frames);
        } else {
            integers_.resize(static_cast<std::size_t>(frames) * channels_);
            for (std::size_t i = 0; i < integers_.size(); ++i) {
                integers_[i] =
                    static_cast<std::int32_t>(get_sample(gathered_.data() + i * container_bytes_, container_bytes_));
            }
            written = sf_writef_int(file_, integers_.data(), frames);
        }
        if (written != frames) failed_ = true;
        used_ = 0;
    }

    SNDFILE *file_;
    std::string path_;
    std::size_t block_;
    unsigned container_bytes_;
    unsigned channels_;
    std::vector<std::byte> gathered_;
    std::size_t used_ = 0;
    std::vector<short> shorts_;
    std::vector<int> integers_;
    bool failed_ = false;
};

} // namespace

core::Result<std::unique_ptr<AudioSink>> create_wav_sink(const std::string &path, const AudioFormat &format) {
    if (const char *wanted = unsupported_layout(format); *wanted != '\0') {
        return core::Error{"no WAV file can hold this format: expected " + std::string(wanted)};
    }
    SF_INFO info{};
    info.samplerate = static_cast<int>(format.rate_hz);
    info.channels = format.channels;
    const int coding = format.valid_bits <= 16   ? SF_FORMAT_PCM_16
                       : format.valid_bits <= 24 ? SF_FORMAT_PCM_24
                                                 : SF_FORMAT_PCM_32;
    info.format = (format.channels > 2 ? SF_FORMAT_WAVEX : SF_FORMAT_WAV) | coding;
    SNDFILE *file = sf_open(path.c_str(), SFM_WRITE, &info);
    if (file == nullptr) {
        return core::Error{"cannot write the WAV file \"" + path + "\": " + sf_strerror(nullptr),
                           {},
                           "choose a folder that exists and is writable"};
    }
    return std::unique_ptr<AudioSink>(std::make_unique<WavSink>(file, path, format));
}

std::unique_ptr<AudioSink> make_null_sink() { return std::make_unique<NullSink>(); }

} // namespace acxsim::client
