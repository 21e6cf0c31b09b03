// SPDX-License-Identifier: MIT
#include "tools/acxsim/logging.hpp"

#include <memory>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace acxsim::tool {

void start_log(bool verbose, bool quiet) {
    auto logger = std::make_shared<spdlog::logger>("acxsim", std::make_shared<spdlog::sinks::stderr_sink_st>());
    // No wall-clock stamps: two runs of one seed print the same lines.
    logger->set_pattern("%l: %v");
    logger->set_level(quiet ? spdlog::level::err : verbose ? spdlog::level::debug : spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

} // namespace acxsim::tool
