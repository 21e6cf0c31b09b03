// SPDX-License-Identifier: MIT
//
// A recording as audio content. See source.hpp.
#pragma once

#include <memory>

#include "sim/client/audio/source.hpp"

namespace acxsim::client {

/// Reads the whole file into memory and brings it to `format`. Exact when the file has that rate, those channels and at
/// most those bits; otherwise: lower bits are cut off, mono goes to all channels, missing channels are silent, and
/// another rate is met by linear interpolation (good enough to hear, not to measure).
core::Result<std::unique_ptr<AudioSource>> open_file_source(const SourceSpec &spec, const AudioFormat &format);

} // namespace acxsim::client
