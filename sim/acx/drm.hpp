// SPDX-License-Identifier: MIT
//
// DrmContents: the content ids that exist, with their rights.
#pragma once

#include <vector>

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class DrmContents {
public:
    struct Content {
        ULONG id;
        ACXDRMRIGHTS rights;
        std::vector<PVOID> handlers;
    };
    /// The new content's id, never 0.
    ULONG create(const ACXDRMRIGHTS &rights) {
        contents_.push_back({++last_id_, rights, {}});
        return last_id_;
    }
    Content *find(ULONG id) {
        for (Content &content : contents_) {
            if (content.id == id) return &content;
        }
        return nullptr;
    }
    bool destroy(ULONG id) {
        return std::erase_if(contents_, [id](const Content &content) { return content.id == id; }) != 0;
    }

private:
    std::vector<Content> contents_;
    ULONG last_id_ = 0;
};

} // namespace acxsim::acx
