// SPDX-License-Identifier: MIT
//
// Named sets of parameters: what known controllers do otherwise than hda_ich, the default (hwmodel.md 2.10). A profile
// is data over Parameters; whoever takes one may change single parameters afterwards. Left out: VirtualBox, which holds
// its DMA back while BCIS is set.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "hwmodel/hda/parameters.hpp"

namespace acxsim::hw::hda {

struct Profile {
    std::string_view name;
    std::string_view help;
    void (*set)(Parameters &); ///< over default parameters
    Parameters parameters() const {
        Parameters parameters;
        set(parameters);
        return parameters;
    }
};

/// hda_ich first.
std::span<const Profile> profiles();
/// nullptr if there is none of that name.
const Profile *find_profile(std::string_view name);

/// A parameter that a profile sets; values as in parameter_fields.
struct ProfileSetting {
    const ParameterField<Parameters> *field;
    std::int64_t value;
};
/// What differs from the defaults, in the order of parameter_fields.
std::vector<ProfileSetting> settings(const Profile &profile);

} // namespace acxsim::hw::hda
