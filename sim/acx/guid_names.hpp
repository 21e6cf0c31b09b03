// SPDX-License-Identifier: MIT
//
// GUIDs as reports write them: text in braces, and the documented constant's name where ksmedia.h has one.
#pragma once

#include <string>

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

/// {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}, lower case.
std::string text_of(const GUID &guid);
/// "KSNODETYPE_SPEAKER" ...; empty if the headers name no such GUID.
std::string name_of(const GUID &guid);

} // namespace acxsim::acx
