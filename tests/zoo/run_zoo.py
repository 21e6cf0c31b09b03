#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs one seeded-bug variant, or one hostile driver, and holds what acxsim says against zoo.toml.

A variant must fire every rule in `expects` and none beyond `expects` and `consequences`; each finding must name the
driver's file and line where the rule looks at a call. A hostile driver must end with its exit code and a stack that
names a source line of the driver.
Usage: run_zoo.py --acxsim FILE --modules DIR ID        (one entry; --all: every entry, with a table)
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

ZOO = pathlib.Path(__file__).with_name("zoo.toml")


def scenario_of(entry: dict) -> str:
    timer_client = entry.get("mode", "event") == "timer"
    lines = [
        "[scenario]", f'name = "zoo {entry["id"]}"', 'duration = "1s"', "seed = 7",
        "[machine]", 'profile = "quiet"', f'qpc_frequency = "{entry.get("qpc_hz", 10_000_000)}Hz"',
        "[hardware]", f'model = "{"hda" if entry["base"] == "hda_codec" else "timer"}"',
        "[[stream]]", f'direction = "{entry.get("direction", "render")}"', 'packet = "10ms"',
        f"packets = {1 if timer_client else 2}", f'client = "{"timer" if timer_client else "event"}"',
        'source = "prbs"',
    ]
    if timer_client:
        lines[-3] = 'packet = "1920 frames"'

    def step(at_ms: int, action: str):
        lines.extend(["[[step]]", f'at = "{at_ms}ms"', f'do = "{action}"'])

    if entry.get("pause"):
        step(505, "pause")
        step(605, "run")
    if entry.get("query_in_stop"):
        step(500, "stop")
        step(600, "run")
        step(800, "stop")
    if entry.get("power_down"):
        step(500, "power-down")
        step(600, "power-up")
    lines.extend(["[expect]", 'glitches = "any"', ""])
    return "\n".join(lines)


def run(options, entry: dict):
    with tempfile.TemporaryDirectory() as scratch:
        scenario = pathlib.Path(scratch, "zoo.toml")
        scenario.write_text(scenario_of(entry), encoding="utf-8")
        command = [options.acxsim, "run", str(scenario), "--driver", str(pathlib.Path(options.modules, entry["id"] + ".so")),
                   "--format", "json", "--watchdog", "2"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    try:
        return done.returncode, json.loads(done.stdout), done.stderr
    except json.JSONDecodeError:
        return done.returncode, None, done.stderr + done.stdout


def check_variant(options, entry: dict) -> list:
    code, report, log = run(options, entry)
    if report is None:
        return [f"no report (exit code {code}): {log[-800:]}"]
    wrong = []
    fired = {finding["id"] for finding in report["violations"]}
    allowed = set(entry["expects"]) | set(entry["consequences"])
    for rule in sorted(set(entry["expects"]) - fired):
        wrong.append(f"{rule} did not fire (fired: {sorted(fired)}, exit code {code})")
    for rule in sorted(fired - allowed):
        message = next(f["message"] for f in report["violations"] if f["id"] == rule)
        wrong.append(f"{rule} fired and is neither expected nor a consequence: {message}")
    for finding in report["violations"]:
        if finding["id"] in entry["expects"] and not entry.get("no_line") and not (finding["file"] and finding["line"]):
            wrong.append(f"{finding['id']} names no source line: {finding['message']}")
            break
    severities = {finding["severity"] for finding in report["violations"]}
    if severities & {"error", "fatal"} and code not in (1, 4, 5):
        wrong.append(f"exit code {code} although a contract rule was broken")
    return wrong


def check_hostile(options, entry: dict) -> list:
    code, report, log = run(options, {**entry, "direction": "render"})
    wrong = []
    if code != entry["exit_code"]:
        wrong.append(f"exit code {code}, expected {entry['exit_code']}: {log[-800:]}")
    if report is None:
        return wrong + [f"no report: {log[-800:]}"]
    source = entry["id"].removeprefix("hostile_") + ".c"
    stack = json.dumps(report.get("stop", {}))
    if source not in stack:
        wrong.append(f"the stack does not name {source}: {stack[:600]}")
    functions = [frame["function"] for frame in report.get("stop", {}).get("stack", [])]
    if functions[:len(entry.get("stack", []))] != entry.get("stack", []):
        wrong.append(f"the stack begins with {functions}, expected {entry['stack']}")
    if not report.get("trace_hash"):
        wrong.append("no trace up to that moment")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    parser.add_argument("--modules", required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("id", nargs="?")
    options = parser.parse_args()
    table = tomllib.loads(ZOO.read_text(encoding="utf-8"))
    entries = [(entry, check_variant) for entry in table["variant"]] + [(entry, check_hostile) for entry in table["hostile"]]
    chosen = [pair for pair in entries if options.all or pair[0]["id"] == options.id]
    if not chosen:
        print(f"no entry '{options.id}' in {ZOO.name}", file=sys.stderr)
        return 2
    failed = 0
    for entry, check in chosen:
        wrong = check(options, entry)
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} {entry['id']}")
        for line in wrong:
            print(f"     {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
