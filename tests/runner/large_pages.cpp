// SPDX-License-Identifier: MIT
#include "sim/runner/large_pages.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/catch.hpp"

using namespace acxsim;

namespace {

// The sanitizers bring an allocator of their own.
#if defined(__has_feature)
constexpr bool own_allocator = __has_feature(address_sanitizer);
#elif defined(__SANITIZE_ADDRESS__)
constexpr bool own_allocator = true;
#else
constexpr bool own_allocator = false;
#endif

/// Whether any part of the heap has been marked for large pages.
bool heap_is_marked() {
    std::ifstream maps("/proc/self/smaps");
    bool in_heap = false;
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        std::string word;
        words >> word;
        if (word.find('-') != std::string::npos) in_heap = line.find("[heap]") != std::string::npos;
        if (!in_heap || word != "VmFlags:") continue;
        while (words >> word) {
            if (word == "hg") return true;
        }
    }
    return false;
}

scenario::Plan plan_of(std::int64_t streams) {
    scenario::Plan plan;
    plan.streams.resize(1);
    plan.streams[0].count = streams;
    return plan;
}

} // namespace

TEST_CASE("the heap of a machine of many streams is on large pages, that of a small one is left alone") {
    runner::prepare_heap(plan_of(31));
    CHECK_FALSE(heap_is_marked());
    if (own_allocator || !std::filesystem::exists("/sys/kernel/mm/transparent_hugepage")) return;
    runner::prepare_heap(plan_of(200));
    CHECK(heap_is_marked());
}
