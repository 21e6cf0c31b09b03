#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles every identifier of api_surface.tsv with one compiler, in C and in C++, as a driver is compiled.

    identifiers.py --compiler gcc|clang --table api_surface.tsv --build DIRECTORY [--acxsim PROGRAM] [--expect-missing NAME]

Exit code 0: all there; 1: an identifier is missing (named); 77: that compiler is not installed. With --expect-missing
the table gets one invented identifier more, and the outcome must be that exactly this one is missing.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
COMPILERS = {"gcc": ("gcc", "g++"), "clang": ("clang", "clang++")}
SKIPPED = 77


def run(command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", choices=COMPILERS, required=True)
    parser.add_argument("--table", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--acxsim", type=pathlib.Path)
    parser.add_argument("--cmake", default="cmake")
    parser.add_argument("--expect-missing", metavar="NAME")
    arguments = parser.parse_args()

    c_compiler, cpp_compiler = (shutil.which(name) for name in COMPILERS[arguments.compiler])
    if not c_compiler or not cpp_compiler:
        print(f"SKIPPED: {' and '.join(COMPILERS[arguments.compiler])} are not installed")
        return SKIPPED

    arguments.build.mkdir(parents=True, exist_ok=True)
    table = arguments.table
    if arguments.expect_missing:
        table = arguments.build / "table.tsv"
        header = arguments.table.read_text(encoding="utf-8").splitlines()[0]
        table.write_text(f"{header}\nWDM/NTDDK\t{arguments.expect_missing}\tfunction\t1\t1\n", encoding="utf-8")
    units = arguments.build / "units"
    generated = run([sys.executable, HERE / "generate_identifier_units.py", "--table", table, "--output", units])
    print(generated.stdout, end="")
    if generated.returncode != 0:
        print(generated.stderr, end="")
        return 1

    tree = arguments.build / "tree"
    configure = [arguments.cmake, "-S", HERE / "identifiers", "-B", tree, f"-DCMAKE_C_COMPILER={c_compiler}",
                 f"-DCMAKE_CXX_COMPILER={cpp_compiler}", f"-DACXSIM_SOURCE_DIRECTORY={HERE.parent.parent}",
                 f"-DIDENTIFIER_UNITS={units}"]
    if arguments.acxsim:
        configure.append(f"-DACXSIM_EXECUTABLE={arguments.acxsim}")
    if shutil.which("ninja"):
        configure += ["-G", "Ninja"]
    configured = run(configure)
    if configured.returncode != 0:
        print(configured.stdout + configured.stderr)
        return 1
    built = run([arguments.cmake, "--build", tree, "--parallel", "2", "--", "-k", "0"] if shutil.which("ninja")
                else [arguments.cmake, "--build", tree, "--parallel", "2", "--", "-k"])
    output = built.stdout + built.stderr
    errors = sorted({line for line in output.splitlines() if re.search(r"\berror:", line)})
    if arguments.expect_missing:
        hits = [line for line in errors if arguments.expect_missing in line]
        if built.returncode == 0 or not hits or len(hits) != len(errors):
            print(output)
            print(f"FAILED: {arguments.expect_missing} is not declared anywhere, and the compiler should have said just that")
            return 1
        print(f"{arguments.compiler}: the invented {arguments.expect_missing} is missed, as it should be")
        return 0
    if built.returncode != 0:
        print("\n".join(errors) if errors else output)
        print(f"FAILED: {arguments.compiler}: the lines above name what the driver headers lack")
        return 1
    print(f"{arguments.compiler}: every unit compiles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
