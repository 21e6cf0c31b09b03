// SPDX-License-Identifier: MIT
//
// Lines of text for a person at a console, and the blocks that several reports share: a violation, a stop, a leak, a
// stack of driver frames. Colour only where the caller says so; plain text is what tests compare.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/human.hpp"
#include "sim/scenario/outcome.hpp"

namespace acxsim::report {

class TextWriter {
public:
    explicit TextWriter(const HumanOptions &options) : options_(options) {}

    void line(std::string_view text);
    std::string paint(std::string_view colour, std::string_view text) const;
    std::string bold(std::string_view text) const { return paint("1", text); }
    std::string good(std::string_view text) const { return paint("1;32", text); }
    std::string bad(std::string_view text) const { return paint("1;31", text); }
    std::string warn(std::string_view text) const { return paint("1;33", text); }
    std::string dim(std::string_view text) const { return paint("2", text); }

    /// Driver frames, innermost first; the first line of source is quoted.
    void stack(const std::vector<scenario::SourceFrame> &frames);
    const HumanOptions &options() const { return options_; }
    std::string take() { return std::move(text_); }

private:
    void frame(const scenario::SourceFrame &frame, bool quote);
    std::string source_line(const scenario::SourceFrame &frame) const;

    const HumanOptions &options_;
    std::string text_;
};

/// `also`: a further line about it, such as in which runs it was seen; empty: none.
void write_violation(TextWriter &out, const scenario::ViolationReport &violation, std::uint64_t times,
                     std::string_view also = {});
void write_stop(TextWriter &out, const scenario::StopReport &stop, const std::vector<std::string> &last_records,
                std::string_view also = {});
void write_leak(TextWriter &out, const scenario::LeakReport &leak, std::string_view also = {});

std::string seconds_text(std::int64_t nanoseconds);
/// "1 glitch", "3 glitches".
std::string plural(std::uint64_t count, std::string_view word);

} // namespace acxsim::report
