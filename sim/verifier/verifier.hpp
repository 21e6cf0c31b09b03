// SPDX-License-Identifier: MIT
//
// All rules at work on one machine: attached to its trace when the machine is made, asked for what is missing when the
// run is over.
#pragma once

#include <memory>
#include <vector>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/rule.hpp"
#include "sim/verifier/stream_book.hpp"

namespace acxsim::verifier {

class Verifier {
public:
    Verifier(core::Trace &trace, kernel::System &system);
    ~Verifier();
    Verifier(const Verifier &) = delete;
    Verifier &operator=(const Verifier &) = delete;

    /// The run is over; rules report what did not happen.
    void finish();
    const Findings &findings() const { return findings_; }
    const StreamBook &streams() const { return book_; }

private:
    core::Trace &trace_;
    StreamBook book_;
    Findings findings_;
    std::vector<std::unique_ptr<Rule>> rules_;
};

} // namespace acxsim::verifier
