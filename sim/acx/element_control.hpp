// SPDX-License-Identifier: MIT
//
// Volume and mute as a client sets and reads them: KSPROPERTY_AUDIO_VOLUMELEVEL and _MUTE of a circuit's or stream's
// element, without IRPs. From simulated threads at PASSIVE_LEVEL; requests of one circuit take turns.
// Levels are 16.16 dB; channel UINT32_MAX is the master (contract.md 6.6, RT-ELE-02, -03).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/acx/stream_connection.hpp"

namespace acxsim::acx {

struct ElementInfo {
    enum class Kind : std::uint8_t { Volume, Mute, Other, PeakMeter };
    std::string circuit_name;
    std::uint32_t element_id = 0; ///< order in which the driver added it
    Kind kind = Kind::Other;
    std::uint32_t channels = 0;
    std::int32_t level_min = 0; ///< volumes: 16.16 dB
    std::int32_t level_max = 0;
    std::int32_t level_step = 0;
};

/// The elements of all circuits that are visible now.
std::vector<ElementInfo> circuit_elements(Framework &framework);

/// STATUS_NOT_FOUND if there is no such element, or none of that kind.
Status set_volume(Framework &framework, const ElementInfo &element, std::uint32_t channel, std::int32_t level);
Status get_volume(Framework &framework, const ElementInfo &element, std::uint32_t channel, std::int32_t &level);
Status set_mute(Framework &framework, const ElementInfo &element, std::uint32_t channel, bool muted);
Status get_mute(Framework &framework, const ElementInfo &element, std::uint32_t channel, bool &muted);
/// A successful read resets the peak that the driver holds (RT-ELE-05).
Status get_peak(Framework &framework, const ElementInfo &element, std::uint32_t channel, std::int32_t &level);

} // namespace acxsim::acx
