#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a scenario twice: both runs must pass and leave the same trace, the same statistics and the same files.

With --other PROGRAM the second run uses another build (another compiler): its trace must be the same, too.
"""
import argparse
import filecmp
import json
import pathlib
import subprocess
import sys

# What may differ between two runs of the same inputs.
VOLATILE = {"wall_seconds", "repeat_command", "artefacts"}


def run(program: str, scenario: str, folder: pathlib.Path):
    folder.mkdir(parents=True, exist_ok=True)
    command = [program, "run", scenario, "--format", "json", "-q", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.exit(f"no report, exit code {done.returncode}\n{done.stdout}{done.stderr}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    parser.add_argument("--other", help="another build for the second run")
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("scenario")
    options = parser.parse_args()

    first = run(options.acxsim, options.scenario, options.out / "first")
    if first["exit_code"] != 0:
        print(json.dumps(first, indent=2))
        print(f"expected a pass, found {first['verdict']}: {first['reason']}")
        return 1
    second = run(options.other or options.acxsim, options.scenario, options.out / "second")
    wrong = [key for key in first if key not in VOLATILE and first[key] != second.get(key)]
    for key in wrong:
        print(f"{key} differs between two runs: {first[key]} and {second.get(key)}")
    for artefact in first["artefacts"]:
        one = pathlib.Path(artefact["path"])
        other = options.out / "second" / one.name
        if not filecmp.cmp(one, other, shallow=False):
            print(f"{one} and {other} differ")
            wrong.append(str(one))
    if not wrong:
        print(f"{first['reason']}; hash {first['trace_hash']} twice, "
              f"{first['simulated_seconds']:.1f} s in {first['wall_seconds']:.3f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
