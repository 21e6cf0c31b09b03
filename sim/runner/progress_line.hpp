// SPDX-License-Identifier: MIT
//
// One line on a terminal's stderr that says how far a run has come; it appears only when the run lasts.
#pragma once

#include <chrono>

namespace acxsim::runner {

class ProgressLine {
public:
    ProgressLine(bool enabled, double total_seconds)
        : enabled_(enabled), total_seconds_(total_seconds), begin_(std::chrono::steady_clock::now()) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    void show(double virtual_seconds);
    void clear();

private:
    bool enabled_;
    bool visible_ = false;
    double total_seconds_;
    std::chrono::steady_clock::time_point begin_;
};

} // namespace acxsim::runner
