// SPDX-License-Identifier: MIT
#include "sim/core/choices.hpp"

#include <algorithm>

namespace acxsim::core {

ChoiceSite &Choices::site(std::string_view name) {
    for (ChoiceSite &existing : sites_) {
        if (existing.name() == name) return existing;
    }
    return sites_.emplace_back(name, static_cast<std::uint32_t>(sites_.size()));
}

void Choices::force(std::string_view site_name, std::uint64_t occurrence, std::uint64_t value) {
    ChoiceSite &target = site(site_name);
    const auto position =
        std::lower_bound(target.forced_.begin(), target.forced_.end(), occurrence,
                         [](const ChoiceSite::Forced &f, std::uint64_t wanted) { return f.occurrence < wanted; });
    if (position != target.forced_.end() && position->occurrence == occurrence) {
        position->value = value;
    } else {
        target.forced_.insert(position, {occurrence, value});
    }
}

void Choices::remember(const Draw &draw) { draws_.push_back(draw); }

std::uint64_t Choices::apply_forced(ChoiceSite &site, std::uint64_t occurrence, std::uint64_t bound,
                                    std::uint64_t value) {
    while (site.next_forced_ < site.forced_.size() && site.forced_[site.next_forced_].occurrence < occurrence) {
        ++site.next_forced_;
    }
    if (site.next_forced_ == site.forced_.size()) return value;
    const ChoiceSite::Forced &forced = site.forced_[site.next_forced_];
    if (forced.occurrence != occurrence) return value;
    ++site.next_forced_;
    return bound == 0 ? forced.value : std::min(forced.value, bound - 1);
}

} // namespace acxsim::core
