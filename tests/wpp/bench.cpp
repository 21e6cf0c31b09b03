// SPDX-License-Identifier: MIT
//
// Two halves of the end-to-end test of WPP, for tests/wpp/run.py:
//   wpp_bench generate FOLDER INCLUDE SOURCE...   writes the sources' .tmh files into FOLDER
//   wpp_bench run MODULE                          runs DriverEntry on a bare machine, prints the driver's lines
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "sim/builder/wpp/trace_headers.hpp"
#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/driver_module.hpp"
#include "tests/kernel/machine.hpp"

namespace {

using namespace acxsim;

int generate(int count, char **arguments) {
    builder::wpp::TraceInput input;
    input.include_directories = {arguments[1]};
    for (int i = 2; i < count; ++i)
        input.sources.emplace_back(arguments[i]);
    const auto headers = builder::wpp::generate_trace_headers(input);
    if (!headers) {
        std::fprintf(stderr, "%s: %s\n", headers.error().place.c_str(), headers.error().message.c_str());
        return 1;
    }
    for (const builder::wpp::TraceHeader &header : *headers)
        std::ofstream(std::string(arguments[0]) + "/" + header.name) << header.text;
    return 0;
}

int run(const char *path) {
    const auto module = kernel::DriverModule::load(path);
    if (!module) {
        std::fprintf(stderr, "%s\n", module.error().message.c_str());
        return 1;
    }
    test::Machine machine;
    using Entry = std::int32_t (*)(void *, void *);
    std::int32_t status = -1;
    machine.run([&] {
        machine.system.sleep_for(core::from_microseconds(1'500));
        std::uint64_t object[64] = {};
        status = reinterpret_cast<Entry>(module->driver_entry())(object, object);
    });
    for (const kernel::DriverLine &line : machine.executive.driver_log().lines())
        std::printf("%s\n", kernel::DriverLog::show(line).c_str());
    std::printf("status %d, trace hash %016llx\n", status,
                static_cast<unsigned long long>(machine.simulation.trace.hash()));
    return 0;
}

} // namespace

int main(int count, char **arguments) {
    if (count >= 5 && std::strcmp(arguments[1], "generate") == 0) return generate(count - 2, arguments + 2);
    if (count == 3 && std::strcmp(arguments[1], "run") == 0) return run(arguments[2]);
    std::fprintf(stderr, "usage: wpp_bench generate FOLDER INCLUDE SOURCE... | wpp_bench run MODULE\n");
    return 2;
}
