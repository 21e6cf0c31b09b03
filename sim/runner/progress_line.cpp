// SPDX-License-Identifier: MIT
#include "sim/runner/progress_line.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace acxsim::runner {

void ProgressLine::show(double virtual_seconds) {
    if (!enabled_) return;
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    if (wall < 0.5) return;
    const double part = total_seconds_ > 0 ? std::clamp(virtual_seconds / total_seconds_, 0.0, 1.0) : 0;
    const std::string line = fmt::format("\r\x1b[K  {:3.0f} %  {:.1f} s of {:.1f} s simulated, {:.0f} x real time",
                                         part * 100, virtual_seconds, total_seconds_, virtual_seconds / wall);
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
    visible_ = true;
}

void ProgressLine::clear() {
    if (!visible_) return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    visible_ = false;
}

} // namespace acxsim::runner
