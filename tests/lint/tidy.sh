#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# clang-tidy clean, with the checks of .clang-tidy: the simulator's own sources, from the build's compilation database.
cd "$1" || exit 2
command -v clang-tidy >/dev/null || { echo "clang-tidy is not installed (tools/test installs it)"; exit 2; }
mapfile -t files < <(git ls-files --cached --others --exclude-standard 'sim/*.cpp' 'hwmodel/*.cpp' 'tools/*.cpp')
[ ${#files[@]} -gt 0 ] || { echo "no files found"; exit 2; }
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 8 clang-tidy -p "$2" --quiet --warnings-as-errors='*' 2>/dev/null &&
    echo "${#files[@]} files are tidy"
