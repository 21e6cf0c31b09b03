// SPDX-License-Identifier: MIT
#include "sim/kernel/unmodelled.hpp"

#include <deque>
#include <utility>

#include <fmt/format.h>

#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

struct Function {
    std::string name;
    bool returns_status;
    Ddi ddi; // refers to `name`
};

std::deque<Function> &functions() {
    static auto *table = new std::deque<Function>; // thunks may be called to the very end
    return *table;
}
UnmodelledPolicy the_policy = UnmodelledPolicy::Fail;

constexpr std::uint64_t status_not_implemented = 0xC0000002;
constexpr std::uint64_t status_not_supported = 0xC00000BB;
constexpr std::uint32_t manually_initiated_crash = 0xE2;

std::uint64_t called(std::size_t index, const void *frame_address) {
    const Function &function = functions()[index];
    const bool quiet = the_policy == UnmodelledPolicy::Status;
    const std::uint64_t answer = !function.returns_status ? 0 : quiet ? status_not_supported : status_not_implemented;
    System *system = System::current_or_null();
    if (system == nullptr) return answer;
    const DdiScope scope(&function.ddi, frame_address);
    system->trace().emit(UnmodelledCalled{static_cast<std::uint32_t>(the_policy), 0, function.ddi.name_hash});
    if (the_policy == UnmodelledPolicy::Abort) {
        system->bug_check(manually_initiated_crash, {0, 0, 0, 0},
                          fmt::format("the driver called {}, which this simulator does not model", function.name),
                          "the run was asked to end there (driver.unmodelled = \"abort\"); `acxsim preflight` lists "
                          "all such functions");
    }
    return answer;
}

template <std::size_t Index>
std::uint64_t thunk() {
    const std::uint64_t answer = called(Index, __builtin_frame_address(0));
    asm volatile("" ::: "memory"); // keeps this frame: the caller is found through it
    return answer;
}

using Thunk = std::uint64_t (*)();
template <std::size_t... Indices>
constexpr std::array<Thunk, sizeof...(Indices)> make_thunks(std::index_sequence<Indices...>) {
    return {&thunk<Indices>...};
}
constexpr auto thunks = make_thunks(std::make_index_sequence<unmodelled_functions_max>());

} // namespace

void set_unmodelled_policy(UnmodelledPolicy policy) { the_policy = policy; }
UnmodelledPolicy unmodelled_policy() { return the_policy; }

void *unmodelled_thunk(const std::string &name, bool returns_status) {
    std::deque<Function> &table = functions();
    std::size_t index = 0;
    while (index < table.size() && table[index].name != name)
        ++index;
    if (index == table.size()) {
        if (index == thunks.size()) return nullptr;
        Function &added = table.emplace_back(Function{name, returns_status, {}});
        added.ddi = {added.name, high_level, {}};
    }
    table[index].returns_status = returns_status;
    return reinterpret_cast<void *>(thunks[index]);
}

std::string_view unmodelled_name(std::uint64_t name_hash) {
    for (const Function &function : functions()) {
        if (function.ddi.name_hash == name_hash) return function.name;
    }
    return {};
}

} // namespace acxsim::kernel
