#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the Debian packages that building and testing acxsim needs, if any is missing. Sourced by tools/run and tools/test.

acxsim_packages=(
    build-essential cmake ninja-build clang pkg-config git
    libboost1.81-dev libboost-context1.81-dev libspdlog-dev libfmt-dev libcli11-dev catch2
    libtomlplusplus-dev nlohmann-json3-dev libsndfile1-dev libdw-dev libpugixml-dev
)
acxsim_test_packages=(clang-format clang-tidy libclang-rt-14-dev python3)

install_missing_packages() {
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "acxsim: these packages are missing and neither root nor sudo is here to install them: ${missing[*]}" >&2
            return 2
        }
        sudo=(sudo)
    fi
    echo "acxsim: installing ${missing[*]}" >&2
    "${sudo[@]}" apt-get update -qq >&2 &&
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 || {
        echo "acxsim: apt-get could not install ${missing[*]}" >&2
        return 2
    }
}

# On a terminal: how far the build that writes this log is, once a second, as long as the script runs.
show_progress() {
    while sleep 1 && kill -0 $$ 2>/dev/null; do
        printf '\racxsim: building %s %s\033[K' "$1" "$(tail -n 1 "$2" | grep -o '^\[[0-9]*/[0-9]*\]')" >&2
    done
}

# configure_and_build PRESET [CMAKE-OPTION...]: configures once, builds what has changed; quiet unless something fails.
configure_and_build() {
    local preset=$1 log status=0 progress=
    shift
    mkdir -p build
    log=build/$preset.log
    if [ ! -f "build/$preset/build.ninja" ]; then
        echo "acxsim: building $preset for the first time, which takes some ten minutes on two cores" >&2
        cmake --preset "$preset" "$@" >"$log" 2>&1 || { cat "$log" >&2; echo "acxsim: configuring $preset failed" >&2; return 2; }
    fi
    if [ -t 2 ]; then
        show_progress "$preset" "$log" &
        progress=$!
    fi
    cmake --build "build/$preset" >"$log" 2>&1 || status=$?
    if [ -n "$progress" ]; then
        kill "$progress" && wait "$progress" 2>/dev/null || true
        printf '\r\033[K' >&2
    fi
    if [ $status -ne 0 ]; then
        tail -n 60 "$log" >&2
        echo "acxsim: building $preset failed (whole log: $log)" >&2
        return 2
    fi
}
