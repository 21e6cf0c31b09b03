#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# clang-tidy clean, with the checks of .clang-tidy.
#   tidy.sh REPOSITORY BUILD          the simulator's sources that the last commit touched (at most 8: a file takes seconds)
#   tidy.sh REPOSITORY BUILD --all    all of them
cd "$1" || exit 2
command -v clang-tidy >/dev/null || { echo "clang-tidy is not installed (tools/test installs it)"; exit 2; }
sources=('sim/*.cpp' 'hwmodel/*.cpp' 'tools/*.cpp')
if [ "${3:-}" = --all ] || ! git rev-parse -q --verify HEAD~1 >/dev/null; then
    mapfile -t files < <(git ls-files "${sources[@]}")
else
    mapfile -t files < <(git diff --name-only --diff-filter=d HEAD~1 HEAD -- "${sources[@]}")
fi
if [ ${#files[@]} -eq 0 ]; then
    echo "the last commit touched no source of the simulator"
    exit 0
fi
if [ "${3:-}" != --all ] && [ ${#files[@]} -gt 8 ]; then
    echo "${#files[@]} files were touched; the first 8 are looked at here (--all for the rest)"
    files=("${files[@]:0:8}")
fi
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 2 clang-tidy -p "$2" --quiet --warnings-as-errors='*' 2>/dev/null &&
    echo "${#files[@]} files are tidy"
