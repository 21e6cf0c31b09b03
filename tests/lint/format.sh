#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# clang-format clean: every C and C++ file that git knows, or would know.
cd "$1" || exit 2
command -v clang-format >/dev/null || { echo "clang-format is not installed (tools/test installs it)"; exit 2; }
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.cpp' '*.hpp' '*.c' '*.h')
[ ${#files[@]} -gt 0 ] || { echo "no files found"; exit 2; }
clang-format --dry-run -Werror "${files[@]}" && echo "${#files[@]} files are formatted"
