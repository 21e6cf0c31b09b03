#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lazy equals exact: every scenario but the soaks, hard cases of our own and random machines end the same in both timings.

Same trace hash, findings, glitches (with their times and lateness) and statistics; same bytes in the files written. The hard cases are
clients that write late, so that processor and DMA race for whole seconds; they prove that there was something to agree on.
Usage: timings_agree.py --acxsim FILE --out FOLDER [--random N] [--from SEED]
"""
import argparse
import filecmp
import json
import pathlib
import subprocess
import sys

import random_machines

ROOT = pathlib.Path(__file__).resolve().parents[2]
VOLATILE = {"wall_seconds", "repeat_command", "artefacts"}

# Scenario, settings, what must be in it: glitches of which kind, or none.
HARD = [
    ("scenarios/render/hda_profile_typical.toml", ["stream.process_cost=9.9ms"], "torn"),
    ("scenarios/render/hda_profile_typical.toml", ["stream.process_cost=9.6ms", "machine.costs.copy.kib=200us"], "torn"),
    ("scenarios/render/hda_profile_typical.toml", ["stream.wake_delay=14ms", "stream.wake_delay_every=7"], "stale"),
    ("scenarios/render/hda_profile_typical.toml", ["stream.process_cost=8ms", "machine.costs.copy.kib=1ms",
                                               "machine.profile=bad"], "torn"),
    ("scenarios/render/hda_profile_typical.toml", ["machine.profile=bad", "hardware.bclk_ppb=1000000"], None),
    # Devices that are looked at in different orders draw from sites of their own.
    ("scenarios/duplex/hda_two_controllers.toml", ["hardware.bclk_drift=walk", "hardware.bclk_drift_size=100ppm",
                                                   "hardware.bclk_drift_time=10ms"], None),
]


def run(options, name: str, timing: str, arguments: list):
    folder = options.out / name / timing
    folder.mkdir(parents=True, exist_ok=True)
    command = [options.acxsim, "run", *arguments, "--timing", timing, "--format", "json", "-q", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.exit(f"{name}: no report, exit code {done.returncode}\n{done.stdout}{done.stderr}")


def differences(options, name: str, arguments: list) -> tuple:
    lazy, exact = run(options, name, "lazy", arguments), run(options, name, "exact", arguments)
    found = [f"{key}: {exact[key]} (exact), {lazy.get(key)} (lazy)"
             for key in exact if key not in VOLATILE and exact[key] != lazy.get(key)]
    for artefact in exact["artefacts"]:
        one = pathlib.Path(artefact["path"])
        if not filecmp.cmp(one, options.out / name / "lazy" / one.name, shallow=False):
            found.append(f"{one.name} differs")
    return lazy, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--random", type=int, default=200, help="random machines")
    parser.add_argument("--from", type=int, default=1, dest="first", help="seed of the first of them")
    options = parser.parse_args()
    options.acxsim, options.out = options.acxsim.resolve(), options.out.resolve()

    cases = [(str(path.relative_to(ROOT / "scenarios")).removesuffix(".toml"), [str(path)], None)
             for path in sorted((ROOT / "scenarios").rglob("*.toml")) if path.parent.name != "soak"]
    for number, (scenario, settings, kind) in enumerate(HARD):
        arguments = [scenario]
        for setting in settings:
            arguments += ["--set", setting]
        cases.append((f"hard/{number}", arguments, kind))
    options.out.mkdir(parents=True, exist_ok=True)
    for seed in range(options.first, options.first + options.random):
        file = options.out / f"random_{seed}.toml"
        file.write_text(random_machines.scenario(seed), encoding="utf-8")
        cases.append((f"random/{seed}", [str(file)], None))
    failed = records = glitches = 0
    for name, arguments, kind in cases:
        outcome, found = differences(options, name, arguments)
        if outcome["trace_records"] == 0:
            found.append(f"nothing ran: {outcome['reason']}")
        records += outcome["trace_records"]
        glitches += len(outcome["glitches"])
        if kind and not any(glitch["kind"] == kind for glitch in outcome["glitches"]):
            found.append(f"no {kind} glitch: this case proves nothing")
        for text in found:
            print(f"{name}: {text}"[:600])
        failed += bool(found)
    print(f"{len(cases)} runs in both timings, {records} records, {glitches} glitches: {failed} differences")
    return 1 if failed or not glitches else 0


if __name__ == "__main__":
    sys.exit(main())
