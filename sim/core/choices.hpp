// SPDX-License-Identifier: MIT
//
// The only door through which anything undetermined enters a run: latency samples, jitter, tie-breaks, preemptions,
// injected faults. A draw names its site and its bounds and gets an integer. By default the integer comes from a
// counter-based generator keyed by (seed, site, occurrence), so that a new site does not shift the draws of others.
// A run is its list of draws: they can be recorded, and any of them can be forced. Follows design.md section 3.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/hash.hpp"

namespace acxsim::core {

/// A place in the simulator that draws. Obtained once from Choices::site(), kept by reference.
class ChoiceSite {
public:
    explicit ChoiceSite(std::string_view name, std::uint32_t index)
        : name_(name), key_(hash_text(name) | 1), index_(index) {}
    std::string_view name() const { return name_; }
    std::uint64_t occurrences() const { return occurrence_; }

private:
    friend class Choices;
    struct Forced {
        std::uint64_t occurrence;
        std::uint64_t value;
    };
    std::string name_;
    std::uint64_t key_;
    std::uint64_t occurrence_ = 0;
    std::uint32_t index_;
    std::vector<Forced> forced_; // ascending by occurrence
    std::size_t next_forced_ = 0;
};

class Choices {
public:
    /// One draw, as recorded: which site, how many draws that site had before, the bound, and what came out.
    struct Draw {
        std::uint32_t site;
        std::uint64_t occurrence;
        std::uint64_t bound;
        std::uint64_t value;
    };

    explicit Choices(std::uint64_t seed) : seed_(mix(seed ^ 0x9e3779b97f4a7c15ULL, 0xd1b54a32d192ed03ULL)) {}
    Choices(const Choices &) = delete;
    Choices &operator=(const Choices &) = delete;

    /// The site of that name, made at first use.
    ChoiceSite &site(std::string_view name);

    /// An integer in [0, bound); bound 0 means all 64 bits.
    std::uint64_t draw(ChoiceSite &site, std::uint64_t bound) {
        const std::uint64_t occurrence = site.occurrence_++;
        std::uint64_t value = mix(seed_ ^ (occurrence * 0xa0761d6478bd642fULL), site.key_ ^ 0xe7037ed1a0b428dbULL);
        value = mix(value ^ occurrence, 0x8ebc6af09c88c6e3ULL ^ seed_);
        if (bound != 0) {
            value = static_cast<std::uint64_t>((static_cast<unsigned __int128>(value) * bound) >> 64);
        }
        if (site.next_forced_ < site.forced_.size()) [[unlikely]]
            value = apply_forced(site, occurrence, bound, value);
        if (recording_) [[unlikely]]
            remember({site.index_, occurrence, bound, value});
        return value;
    }

    /// As `count` draws with that bound whose values nobody needs: the draws after them are the same as if they had
    /// been made. Free, unless draws are recorded.
    void skip(ChoiceSite &site, std::uint64_t count, std::uint64_t bound) {
        if (recording_) [[unlikely]] {
            for (std::uint64_t i = 0; i < count; ++i)
                draw(site, bound);
            return;
        }
        site.occurrence_ += count;
    }

    /// Makes the draw number `occurrence` of a site give `value` (clamped to its bound), whatever the seed says.
    void force(std::string_view site_name, std::uint64_t occurrence, std::uint64_t value);

    void record(bool on) { recording_ = on; }
    const std::vector<Draw> &draws() const { return draws_; }
    const std::deque<ChoiceSite> &sites() const { return sites_; }

private:
    void remember(const Draw &draw); // out of line: draw() is small enough to be inlined
    static std::uint64_t apply_forced(ChoiceSite &site, std::uint64_t occurrence, std::uint64_t bound,
                                      std::uint64_t value);

    std::uint64_t seed_;
    std::deque<ChoiceSite> sites_; // stable addresses
    std::vector<Draw> draws_;
    bool recording_ = false;
};

} // namespace acxsim::core
