// SPDX-License-Identifier: MIT
//
// Where audio goes that was heard (by the codec) or read (by a capture client): a WAV file, or nowhere.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "sim/acx/stream_connection.hpp"
#include "sim/core/result.hpp"

namespace acxsim::client {

using acx::AudioFormat;

class AudioSink {
public:
    virtual ~AudioSink() = default;
    /// Takes whole frames, as they lie in memory.
    virtual void write(std::span<const std::byte> blocks) = 0;
    /// Puts everything on disk and ends the file. Says what went wrong since the beginning.
    virtual core::Result<void> finish() = 0;
};

/// A WAV file of the format's rate, channels and valid bits (16, 24 or 32).
core::Result<std::unique_ptr<AudioSink>> create_wav_sink(const std::string &path, const AudioFormat &format);

/// Forgets everything.
std::unique_ptr<AudioSink> make_null_sink();

} // namespace acxsim::client
