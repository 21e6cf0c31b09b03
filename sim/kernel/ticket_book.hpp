// SPDX-License-Identifier: MIT
//
// Numbers things in their order and knows the oldest that is not over: what a flush of DPCs waits for. Amortised O(1),
// however many are under way.
#pragma once

#include <cstdint>
#include <deque>

namespace acxsim::kernel {

class TicketBook {
public:
    std::uint64_t issue() {
        out_.push_back(true);
        return first_ + out_.size() - 1;
    }
    void give_back(std::uint64_t ticket) {
        out_[ticket - first_] = false;
        for (; !out_.empty() && !out_.front(); ++first_)
            out_.pop_front();
    }
    std::uint64_t last_issued() const { return first_ + out_.size() - 1; }
    /// The first that has not been given back; above last_issued() if there is none.
    std::uint64_t oldest() const { return first_; }

private:
    std::uint64_t first_ = 1;
    std::deque<bool> out_; // ticket first_ + i is under way
};

} // namespace acxsim::kernel
