#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds by different compilers, simulator and drivers both, leave the same trace on every scenario but the soaks.

Compares build/release (gcc) with a clang build beside it, sanitized or not; exits with 77, which ctest shows as skipped,
while there is none. tools/test builds both.
"""
import json
import pathlib
import subprocess
import sys

SAME = ["exit_code", "trace_hash", "violations", "glitches", "streams"]


def run(program: pathlib.Path, scenario: pathlib.Path) -> dict:
    done = subprocess.run([program, "run", scenario, "--format", "json", "-q"], capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def main() -> int:
    own, root = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    others = [path for name in ("release", "release-clang", "asan-clang")
              if (path := root / "build" / name / "bin" / "acxsim").exists() and path.resolve() != own]
    if not others:
        print("no build by another compiler")
        return 77
    differences = compared = 0
    for scenario in sorted((root / "scenarios").rglob("*.toml")):
        if scenario.parent.name == "soak":
            continue
        mine, theirs = run(own, scenario), run(others[0], scenario)
        compared += 1
        for key in SAME:
            if mine[key] != theirs[key]:
                differences += 1
                print(f"{scenario.relative_to(root)}: {key} differs: {mine[key]} and {theirs[key]}")
    print(f"{compared} scenarios on {own.parent.parent.name} and {others[0].parent.parent.name}: {differences} differences")
    return 1 if differences or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
