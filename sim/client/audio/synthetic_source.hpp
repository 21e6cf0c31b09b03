// SPDX-License-Identifier: MIT
//
// Content made by arithmetic: silence, tone, sweep, ramp, prbs. See source.hpp.
#pragma once

#include <memory>

#include "sim/client/audio/source.hpp"

namespace acxsim::client {

/// Any kind but File.
std::unique_ptr<AudioSource> make_synthetic_source(const SourceSpec &spec, const AudioFormat &format);

} // namespace acxsim::client
