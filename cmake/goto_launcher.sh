#!/bin/sh
# SPDX-License-Identifier: MIT
# goto_launcher.sh COMPILER ARGUMENT...
#
# Runs g++. Windows drivers jump over initialisations with `goto Exit`, which MSVC and clang -fms-compatibility allow and
# g++ refuses whatever its flags. If that is among the errors, the file is compiled once more with exactly the refused
# gotos turned into computed ones (`goto *&&Exit`), which g++ does not check; the notes of the first run name their lines.
# A computed goto does not run the destructors of objects in scopes that it leaves; all other gotos stay as they are.
# The list of those lines lies beside the object file: the dependencies of the object name it.
previous=
for argument in "$@"; do
    [ "$previous" = -o ] && object=$argument
    previous=$argument
done
[ -n "${object-}" ] || exec "$@"
gotos=$object.goto.h
errors=$object.errors
trap 'rm -f "$errors"' EXIT
trap 'exit 130' INT TERM HUP

LC_ALL=C "$@" 2>"$errors"
status=$?
for reach in 0 16; do
    [ $status -ne 0 ] && grep -q 'error: jump to label' "$errors" || break
    # Lines of the gotos ("from here") and of the macros that contain them. In a macro call over several lines, __LINE__ is
    # the last one: the second attempt reaches further.
    awk -v reach="$reach" '
        function remember(text, parts, count) {
            count = split(text, parts, ":")
            for (i = 2; i <= count; i++) if (parts[i] ~ /^[0-9]+$/) { for (n = 0; n <= reach; n++) refused[parts[i] + n] = 1; return }
        }
        /error: /                                                     { wanted = /error: jump to label/ }
        wanted && /note: +from here|note: in (expansion|definition) of macro/ { remember($0) }
        END {
            print "#define ACXSIM_GOTO_JOIN(line) ACXSIM_GOTO_##line"
            print "#define ACXSIM_GOTO_AT(line) ACXSIM_GOTO_JOIN(line)"
            for (line = 1; line <= 65535; line++) print "#define ACXSIM_GOTO_" line " goto" (line in refused ? " *&&" : "")
            print "#define goto ACXSIM_GOTO_AT(__LINE__)"
        }' "$errors" >"$gotos"
    LC_ALL=C "$@" -include "$gotos" 2>"$errors"
    status=$?
done
cat "$errors" >&2
exit $status
