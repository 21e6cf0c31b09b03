// SPDX-License-Identifier: MIT
#include "sim/runner/large_pages.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace acxsim::runner {

namespace {

constexpr std::int64_t few_streams = 32;
constexpr std::size_t bytes_per_stream = std::size_t{48}
                                         << 10; // docs/performance.md, a quarter of a controller included
constexpr std::size_t least_growth = std::size_t{8} << 20;
constexpr std::size_t large_page = std::size_t{2} << 20;

std::uintptr_t end_of_heap() { return reinterpret_cast<std::uintptr_t>(sbrk(0)); }

} // namespace

void prepare_heap(const scenario::Plan &plan) {
    std::int64_t streams = 0;
    for (const scenario::StreamPlan &stream : plan.streams)
        streams += stream.count;
    if (streams < few_streams) return;

    // The allocator takes that much more when it grows the heap next: let it do so now.
    const std::size_t growth = std::max(static_cast<std::size_t>(streams) * bytes_per_stream, least_growth);
    mallopt(M_TOP_PAD, static_cast<int>(std::min<std::size_t>(growth, std::size_t{1} << 30)));
    const std::uintptr_t before = end_of_heap();
    std::array<std::unique_ptr<std::byte[]>, 8> pieces;
    for (auto &piece : pieces) {
        piece =
            std::make_unique_for_overwrite<std::byte[]>(std::size_t{64} << 10); // small enough to come from the heap
        if (end_of_heap() != before) break;
    }
    const std::uintptr_t begin = (before + large_page - 1) / large_page * large_page;
    const std::uintptr_t end = end_of_heap() / large_page * large_page;
    if (begin < end) madvise(reinterpret_cast<void *>(begin), end - begin, MADV_HUGEPAGE);
}

} // namespace acxsim::runner
