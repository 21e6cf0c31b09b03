#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds corpus drivers from their .vcxproj with `acxsim build` and smoke-runs them without a scenario.

Each must build without a changed line, pass on every streaming pin, and say in the log what it is meant to show.
Usage: run_corpus.py --acxsim BINARY --out FOLDER --cc gcc|clang [--sanitize LIST] [DRIVER...]
"""
import argparse
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

# driver -> what its trace lines must show (regular expressions on the log of a verbose smoke run)
SHOWS = {
    "child_device": [],
    "file_writer": [r"file_writer: \\DosDevices\\C:\\corpus_render_1\.raw holds [1-9]\d* bytes, 0 packets dropped"],
    "goto_cleanup": [r"goto_cleanup: driver created at attempt 1", r"goto_cleanup: stream 1 at 48000 blocks/s",
                     r"goto_cleanup: unloaded"],
    "keyword_fifo": [],
    "msvc_dialect": [r"msvc_dialect: Line-3, 2 look-ups, outcome c000008c"],
    "one_mdl": [],
    "placement_new": [],
    "preprocess": [r"preprocess: \d+ requests dispatched"],
    "registry_values": [r"registry_values: TraceLevel 3, Loopback 0, Endpoint Speaker, 0 values",
                        r"registry_values: start 1"],
    "thread_timer": [],
    "two_circuits": [],
    # time, processor, IRQL, level, flag, function, place, text
    "wpp_control_flow": [
        r"driver: \d+\.\d{9} p\d i0 INFORMATION \[FLOW_DEVICE\] DriverEntry \(driver\.cpp:\d+\): INFO: DriverEntry of \\\S+",
        r"ERROR \[FLOW_STREAM\] Probe \(driver\.cpp:58\): revision 0 of Probe - status=0xc0000059\(STATUS_REVISION_MISMATCH\)",
        r"ERROR \[FLOW_DEVICE\] Probe \(driver\.cpp:59\): ERROR: Line:59 - status=0xc00000bb\(STATUS_NOT_SUPPORTED\)",
        r"INFO: probes are as they should be",
        r"VERBOSE \[FLOW_FUNCTION\] FlowCircuit::Add \(circuit\.cpp:\d+\): ENTER",
        r"INFORMATION \[FLOW_STREAM\] FlowCircuit::EvtCreateStream \(circuit\.cpp:\d+\): INFO: stream FlowToSpeaker in mode "
        r"9e90ea20-b493-4fd1-a1a8-7e1361a956cf at \d+ Hz, \d+ bytes a second",
        r"INFO: unloading"],
    "wpp_plain": [
        r"INFORMATION \[PLAIN_INIT\] DriverEntry \(plain\.c:\d+\): 0x00c0ffee in \\\S+",
        r"EvtDeviceAdd \(plain\.c:\d+\): wpp_plain: device add, printed",
        r"VERBOSE \[PLAIN_INIT\] EvtPrepareHardware \(plain\.c:\d+\): EvtPrepareHardware at PASSIVE_LEVEL",
        r"INFORMATION \[PLAIN_STREAM\] EvtCreateStream \(plain\.c:\d+\): stream [0-9A-F]{16}: 0x00000000\(STATUS_SUCCESS\), "
        r"state Prepared",
        r"INFORMATION EvtCreateStream \(plain\.c:\d+\): Corpus\.Plain\.StreamCreated rate=48000, "
        r"mode=9e90ea20-b493-4fd1-a1a8-7e1361a956cf, status=0x00000000\(STATUS_SUCCESS\)",
        r"WARNING \[PLAIN_INIT\] EvtReleaseHardware \(plain\.c:\d+\): hardware of [0-9A-F]{16} released",
        r"INFORMATION \[PLAIN_INIT\] EvtUnload \(plain\.c:\d+\): good-bye from wpp_plain"],
}


def run(command, folder):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          cwd=folder, timeout=600)
    return done.returncode, done.stdout


def check(driver, arguments):
    """One line of what is wrong, or an empty string."""
    projects = list((HERE / driver).glob("*.vcxproj"))
    if len(projects) != 1:
        return f"{driver}: {len(projects)} project files in its folder, wanted one"
    folder = pathlib.Path(arguments.out) / arguments.cc / driver
    folder.mkdir(parents=True, exist_ok=True)
    module = folder / f"{driver}.so"
    build = [arguments.acxsim, "build", str(projects[0]), "-o", str(module), "--cc", arguments.cc]
    if arguments.sanitize:
        build += ["--sanitize", arguments.sanitize]
    code, text = run(build, folder)
    if code != 0 or not module.is_file():
        return f"{driver}: does not build (exit code {code})\n{text}"
    if "warning" in text.lower():
        print(f"  {driver}: {text.strip()}")
    code, text = run([arguments.acxsim, "run", "--driver", str(module), "-v", "--out", str(folder / "smoke")], folder)
    if code != 0:
        return f"{driver}: smoke run ends with exit code {code}, wanted 0\n{text}"
    for pattern in SHOWS[driver]:
        if not re.search(pattern, text):
            return f"{driver}: nothing like \"{pattern}\" in its log\n{text}"
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--cc", choices=["gcc", "clang"], required=True)
    parser.add_argument("--sanitize", default="")
    parser.add_argument("drivers", nargs="*")
    arguments = parser.parse_args()
    there = {path.parent.name for path in HERE.glob("*/*.vcxproj")} - {"shared"}
    if there != set(SHOWS):
        print(f"the table does not match the folders: {sorted(there ^ set(SHOWS))}")
        return 1
    wrong = 0
    for driver in arguments.drivers or sorted(SHOWS):
        complaint = check(driver, arguments)
        print(complaint or f"{driver}: built with {arguments.cc}, smoke run clean")
        wrong += bool(complaint)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
