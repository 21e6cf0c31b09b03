// SPDX-License-Identifier: MIT
//
// What a bus driver says about a physical device it makes: identifiers, texts, whether it works raw. Page: wdfpdo.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct _WDF_PDO_EVENT_CALLBACKS;

namespace acxsim::wdf {

struct PdoDescription {
    struct Text {
        std::u16string description;
        std::u16string location;
        std::uint32_t locale = 0;
    };
    PdoDescription();
    PdoDescription(PdoDescription &&) noexcept;
    ~PdoDescription();

    std::u16string device_id;
    std::u16string instance_id;
    std::u16string container_id;
    std::vector<std::u16string> hardware_ids;
    std::vector<std::u16string> compatible_ids;
    std::vector<Text> texts;
    std::uint32_t default_locale = 0;
    std::array<std::uint8_t, 16> raw_class{}; ///< device class of a raw device
    bool raw = false;                         ///< works without a function driver
    bool forwards_requests_to_parent = false;
    bool depends_on_parent_power = true;
    bool default_locale_set = false;
    std::unique_ptr<_WDF_PDO_EVENT_CALLBACKS> callbacks;

    /// That of the default locale, else the first; nullptr if there is none.
    const Text *text() const;
};

} // namespace acxsim::wdf
