#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same USB device, 100 ppm faster than its host: with feedback nothing is heard of it, without it the device starves
at the rate of 4.8 frames a second, and the run fails unless its scenario allows for glitches (exit code 3). Feedback that
jumps up (fault U-1) makes its FIFO run over; that jumps down is passed over by the driver."""
import argparse
import json
import pathlib
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    options = parser.parse_args()

    def run(*settings, scenario="scenarios/render/usb_without_feedback.toml"):
        command = [options.acxsim, "run", scenario, "--format", "json", "-q", "--out", str(options.out)]
        for setting in settings:
            command += ["--set", setting]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    wrong = 0
    code, without = run()
    silences = [g for g in without["glitches"] if g["kind"] == "silence"]
    # 6 blocks in reserve at 4.8 a second: the seventh is missed after 1.46 s.
    if code != 0 or not silences or not 1.4e9 <= silences[0]["time_ns"] <= 1.7e9:
        print(f"without feedback: expected silence from about 1.46 s on, found code {code}, {without['glitches'][:3]}")
        wrong = 1
    code, strict = run("expect.glitches=0")
    if code != 3:
        print(f"without feedback and without licence: expected exit code 3, found {code}: {strict['reason']}")
        wrong = 1
    code, fed = run("hardware.feedback=true", "expect.glitches=0")
    if code != 0 or fed["glitches_total"] != 0:
        print(f"with feedback: expected a pass without glitch, found code {code}, {fed['glitches_total']} glitches")
        wrong = 1
    jumps = "scenarios/faults/usb_feedback_jump.toml"
    code, believed = run(scenario=jumps)
    skips = [g for g in believed["glitches"] if g["kind"] == "skip"]
    if code != 0 or not skips or not 4.1e8 <= skips[0]["time_ns"] <= 4.4e8:
        print(f"feedback jumps up: expected skips from about 0.42 s on, found code {code}, {believed['glitches'][:3]}")
        wrong = 1
    code, strict = run("expect.glitches=0", scenario=jumps)
    if code != 3:
        print(f"feedback jumps up, without licence: expected exit code 3, found {code}: {strict['reason']}")
        wrong = 1
    code, passed_over = run("fault.0.mode=down", "expect.glitches=0", scenario=jumps)
    if code != 0 or passed_over["glitches_total"] != 0:
        print(f"feedback jumps down: expected no glitch, found code {code}, {passed_over['glitches_total']} glitches")
        wrong = 1
    print(f"without feedback {without['glitches_total']} glitches, with feedback {fed['glitches_total']}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
