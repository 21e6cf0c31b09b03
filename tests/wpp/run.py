#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""WPP from comment to log line: generates the .tmh of one source, compiles it with one compiler, runs it on a machine.

The lines must be those of expected.txt: the same in C and C++, from gcc and clang, at stated virtual times.
Usage: run.py WPP_BENCH COMPILER SOURCE DDK_FOLDER EXPORTS_MAP
"""
import pathlib
import re
import subprocess
import sys
import tempfile


def main() -> int:
    bench, compiler, source, ddk, exports = sys.argv[1:]
    source = pathlib.Path(source).resolve()
    expected = (source.parent.parent / "expected.txt").read_text(encoding="utf-8").splitlines()
    standard = "-std=gnu11" if source.suffix == ".c" else "-std=gnu++17"
    with tempfile.TemporaryDirectory() as folder:
        # trace.h is Trace.h on disk: what `acxsim build` does for every include, done here by hand.
        (pathlib.Path(folder) / "trace.h").write_text(f'#include "{source.parent}/Trace.h"\n', encoding="utf-8")
        subprocess.run([bench, "generate", folder, str(source.parent), str(source)], check=True)
        module = f"{folder}/traced.so"
        flags = [
            "-g", "-O1", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-fshort-wchar",
            "-fms-extensions", "-fno-strict-aliasing", "-fvisibility=hidden", "-fPIC", "-Wall", "-Wextra", "-Werror",
            "-Wno-multichar", "-Wno-unknown-pragmas", "-D_KERNEL_MODE", "-DNTDDI_VERSION=0x0A00000C", "-I", folder,
            "-isystem", ddk]
        own = [standard] if source.suffix == ".c" else [standard, "-fno-exceptions", "-fno-rtti"]
        subprocess.run([compiler, *own, *flags, "-c", "-o", f"{folder}/driver.o", str(source)], check=True)
        subprocess.run([compiler, "-x", "c", "-std=gnu11", *flags, "-c", "-o", f"{folder}/module.o",
                        str(pathlib.Path(exports).parent / "driver_module.c")], check=True)
        subprocess.run([compiler, "-shared", "-Wl,-Bsymbolic", f"-Wl,--version-script={exports}", "-Wl,-z,lazy", "-o",
                        module, f"{folder}/driver.o", f"{folder}/module.o"], check=True)
        runs = [subprocess.run([bench, "run", module], check=True, capture_output=True, text=True).stdout
                for _ in range(2)]
    if runs[0] != runs[1]:
        print("two runs differ:", *runs, sep="\n")
        return 1
    lines = runs[0].splitlines()
    if len(lines) < 2 or not lines[-1].startswith("status 0, trace hash "):
        print("DriverEntry failed:", *lines, sep="\n")
        return 1
    bad = 0
    previous = -1.0
    got = []
    for line in lines[:-1]:
        match = re.fullmatch(r"(\d+\.\d{9}) p\d i0 (.*)", line)
        if not match:
            print(f"no time in: {line}")
            return 1
        time = float(match[1])
        if not (0.0015 <= time < 0.0025 and time >= previous):
            print(f"odd virtual time: {line}")
            bad += 1
        previous = time
        got.append(match[2])
    for number, (want, have) in enumerate(zip(expected + ["<nothing>"] * len(got), got + ["<nothing>"] * len(expected))):
        if want != have:
            print(f"line {number + 1}:\n  expected {want}\n  got      {have}")
            bad += 1
        if number + 1 >= max(len(expected), len(got)):
            break
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
