#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A driver outside the repository: copies a small driver to a scratch folder, builds it there with
# find_package(acxsim) against the build tree or an install tree, and runs it.
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
