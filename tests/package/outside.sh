#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A driver outside the repository: copies a small driver to a scratch folder, builds it there with
# find_package(acxsim) against the build tree or an install tree, and runs it. Likewise a stream engine without driver.
#   outside.sh REPOSITORY BUILD build|install
set -euo pipefail
repository=$1
build=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

case "$3" in
build) package=$build ;;
install)
    cmake --install "$build" --prefix "$scratch/prefix" >/dev/null
    package=$scratch/prefix/lib/cmake/acxsim
    ;;
*)
    echo "usage: outside.sh REPOSITORY BUILD build|install" >&2
    exit 2
    ;;
esac

mkdir "$scratch/mydriver"
cp "$repository"/scenarios/drivers/timer_codec/*.[ch] "$scratch/mydriver"
cat >"$scratch/mydriver/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(mydriver C CXX)
find_package(acxsim REQUIRED)
file(GLOB sources *.c)
acxsim_add_driver(NAME mydriver SOURCES ${sources})
file(WRITE ${CMAKE_BINARY_DIR}/acxsim.path ${ACXSIM_EXECUTABLE})
CMAKE
cat >"$scratch/mydriver/scenario.toml" <<'TOML'
[scenario]
duration = "200ms"
[hardware]
model = "timer"
[[stream]]
direction = "render"
source = "ramp"
TOML
cd "$scratch/mydriver"
cmake -S . -B out -G Ninja -Dacxsim_DIR="$package" >out.log 2>&1 || { cat out.log; exit 1; }
cmake --build out >out.log 2>&1 || { cat out.log; exit 1; }
"$(cat out/acxsim.path)" run scenario.toml --driver out/bin/drivers/mydriver.so

# A stream engine without driver, hosted by the installed library.
mkdir "$scratch/myengine"
cp "$repository"/tests/engine_host/{stream_engine,codec_stream}.* "$scratch/myengine"
cat >"$scratch/myengine/main.cpp" <<'CPP'
#include <cstdio>
#include "acxsim/engine_host.hpp"
#include "codec_stream.h"
int main() {
    acxsim::Engine engine;
    CodecStreamDescribe(&engine.stream, &engine.rt, &engine.attributes);
    engine.created = CodecStreamCreated;
    const acxsim::EngineOutcome outcome = acxsim::EngineHost(engine).set("scenario.duration", "200ms").run();
    std::fputs(outcome.text().c_str(), stdout);
    return outcome.exit_code;
}
CPP
cat >"$scratch/myengine/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(myengine C CXX)
find_package(acxsim REQUIRED)
acxsim_add_driver_library(NAME engine SOURCES stream_engine.cpp codec_stream.cpp)
add_executable(engine_test main.cpp)
target_link_libraries(engine_test PRIVATE engine acxsim::engine_host)
CMAKE
cd "$scratch/myengine"
cmake -S . -B out -G Ninja -Dacxsim_DIR="$package" >out.log 2>&1 || { cat out.log; exit 1; }
cmake --build out >out.log 2>&1 || { cat out.log; exit 1; }
out/engine_test
