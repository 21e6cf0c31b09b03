// SPDX-License-Identifier: MIT
//
// Picks the source that a specification asks for, after checking that its format can be made.
#include "sim/client/audio/source.hpp"

#include <algorithm>
#include <cstring>

#include "sim/client/audio/file_source.hpp"
#include "sim/client/audio/sample_layout.hpp"
#include "sim/client/audio/synthetic_source.hpp"

namespace acxsim::client {

bool AudioSource::matches(std::uint64_t first_frame, std::span<const std::byte> blocks) {
    alignas(64) static std::array<std::byte, 4096> expected; // nobody's in particular
    const std::size_t block = format_.block_bytes();
    while (!blocks.empty()) {
        const std::size_t size = std::min(blocks.size(), expected.size() / block * block);
        read(first_frame, std::span(expected).first(size));
        if (std::memcmp(expected.data(), blocks.data(), size) != 0) return false;
        first_frame += size / block;
        blocks = blocks.subspan(size);
    }
    return true;
}

core::Result<std::unique_ptr<AudioSource>> make_source(const SourceSpec &spec, const AudioFormat &format) {
    if (const char *wanted = unsupported_layout(format); *wanted != '\0') {
        return core::Error{"no content can be made for " + std::to_string(format.valid_bits) + " bits in " +
                           std::to_string(format.container_bits) + ", " + std::to_string(format.channels) +
                           " channels, " + std::to_string(format.rate_hz) + " Hz: expected " + wanted};
    }
    if (spec.kind == SourceKind::File) return open_file_source(spec, format);
    return make_synthetic_source(spec, format);
}

} // namespace acxsim::client
