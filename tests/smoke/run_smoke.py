#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`acxsim inspect` and `acxsim run --driver` without a scenario, held against what they promise.

Usage: run_smoke.py --acxsim FILE --modules DIR CASE     (CASE: a function below; --approve renews the approved tree)
"""
import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).parent
APPROVED_TREE = HERE / "approved" / "hda_codec_tree.txt"


class Wrong(Exception):
    pass


def expect(condition, message):
    if not condition:
        raise Wrong(message)


class Smoke:
    def __init__(self, options):
        self.acxsim = options.acxsim
        self.modules = pathlib.Path(options.modules)
        self.approve = options.approve

    def run(self, *arguments, code=None):
        done = subprocess.run([self.acxsim, *arguments], capture_output=True, text=True, timeout=100, check=False)
        if code is not None:
            expect(done.returncode == code, f"exit code {done.returncode}, expected {code}\n{done.stdout}\n{done.stderr}")
        return done

    def variant(self, name):
        return str(self.modules / "smoke" / f"{name}.so")

    def marked_line(self, source, mark):
        """Number of the line of that source file that carries the mark."""
        for number, line in enumerate((HERE / source).read_text(encoding="utf-8").splitlines(), 1):
            if mark in line:
                return number
        raise Wrong(f"{source} has no line marked {mark!r}")

    # --- inspect ---------------------------------------------------------------------------------------------------

    def inspect_tree(self):
        done = self.run("inspect", "hda_codec", "-q", code=0)
        tree = done.stdout.split("\n\n")[1] + "\n"
        if self.approve:
            APPROVED_TREE.parent.mkdir(exist_ok=True)
            APPROVED_TREE.write_text(tree, encoding="utf-8")
        expected = APPROVED_TREE.read_text(encoding="utf-8")
        expect(tree == expected, f"the tree differs from {APPROVED_TREE}:\n{tree}")

    def inspect_json(self):
        report = json.loads(self.run("inspect", "hda_codec", "--format", "json", code=0).stdout)
        circuits = {c["name"]: c for d in report["topology"]["devices"] for c in d["circuits"]}
        expect(set(circuits) == {"Speaker0", "Microphone0"}, f"circuits {sorted(circuits)}")
        for name, direction in (("Speaker0", "render"), ("Microphone0", "capture")):
            pins = [p for p in circuits[name]["pins"] if p["streaming"]]
            expect(len(pins) == 1 and pins[0]["direction"] == direction, f"{name}: streaming pins {pins}")
            formats = [f["playable"] for m in pins[0]["modes"] for f in m["formats"]]
            expect({"rate_hz": 48000, "container_bits": 16, "valid_bits": 16, "channels": 2} in formats, "no 48 kHz 16/2")
            streams = circuits[name]["streams"]
            expect(len(streams) == 1 and "EvtAcxStreamRun" in streams[0]["callbacks"], f"{name}: streams {streams}")
        expect(report["hardware"]["registers_mapped"] and report["hardware"]["interrupt_connected"], "hardware not seen")
        expect(report["leaks"] == [] and report["exit_code"] == 0, "not clean")

    def inspect_dot(self):
        text = self.run("inspect", "hda_codec", "--format", "dot", "-q", code=0).stdout
        # What a reader of DOT demands: balanced braces outside of strings, and edges between nodes that exist.
        bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
        expect(bare.count("{") == bare.count("}") and '"' not in bare.replace('""', ""), "braces or quotes do not match")
        nodes = set(re.findall(r"^\s+(\w+) \[label=", bare, re.M)) - {"node", "graph"}
        edges = re.findall(r"(\w+) -> (\w+);", bare)
        expect(nodes and edges, f"{len(nodes)} nodes, {len(edges)} edges")
        expect(all(a in nodes and b in nodes for a, b in edges), f"edges {edges} without nodes")

    # --- smoke -----------------------------------------------------------------------------------------------------

    def clean(self, driver, model):
        for profile in ("typical", "ideal"):
            with tempfile.TemporaryDirectory() as scratch:
                junit = pathlib.Path(scratch) / "smoke.xml"
                done = self.run("run", "--driver", driver, "--set", f"machine.profile={profile}", "--format", "json",
                                "--junit", str(junit), code=0)
                report = json.loads(done.stdout)
                suite = xml.etree.ElementTree.parse(junit).getroot().find("testsuite")
            runs = report["runs"]
            expect(report["model"] == model, f"model {report['model']}, expected {model}: {report['model_reason']}")
            expect(all(r["outcome"]["verdict"] == "pass" for r in runs), "not every run passed")
            expect(int(suite.get("tests")) == len(runs) + 1 and suite.get("failures") == "0", "JUnit counts differ")
            seen = {(r["direction"], r["client"], r["what"]) for r in runs}
            wanted = {(d, c, w) for d in ("render", "capture") for c in ("event", "timer")
                      for w in ("play", "pause and resume")}
            expect(seen >= wanted, f"not played: {wanted - seen}")
            expect(all(r["outcome"]["streams"][0]["packets_completed"] > 0 for r in runs if r["client"] == "event"),
                   "a stream did not move")
            # The kinds of formats differ, and not only one of them was played.
            expect(len({r["format"] for r in runs}) >= 3, "fewer than three formats")

    def clean_hda_codec(self):
        self.clean("hda_codec", "hda")

    def clean_timer_codec(self):
        self.clean("timer_codec", "timer")

    # Drivers of other hardware: it is found by trying.

    def clean_i2s_codec(self):
        self.clean("i2s_codec", "i2s")

    def clean_dsp_codec(self):
        self.clean("dsp_codec", "dsp")

    def clean_usb_codec(self):
        self.clean("usb_codec", "usb")

    # --- drivers that do wrong -------------------------------------------------------------------------------------

    def leaky(self):
        report = json.loads(self.run("inspect", self.variant("leaky"), "--format", "json", code=1).stdout)
        found = {leak["what"]: leak for leak in report["leaks"]}
        for what, mark in (("pool", "leak: pool"), ("MDL", "leak: MDL"), ("system thread", "leak: thread"),
                           ("handle", "leak: thread"), ("KTIMER", "leak: timer"),
                           ("EX_TIMER", "leak: EX_TIMER"), ("work item", "leak: work item"),
                           ("framework object", "leak: object")):
            expect(what in found, f"no leak of kind {what}: {sorted(found)}")
            leak = found[what]
            expect(leak["file"].endswith("tests/smoke/leaky.c"), f"{what}: {leak['file']}")
            expect(leak["line"] == self.marked_line("leaky.c", mark), f"{what}: line {leak['line']}")
            expect(leak["callback"] == "EvtDevicePrepareHardware", f"{what}: made in {leak['callback']}")
            expect(all(frame["module"] == "leaky.so" for frame in leak["stack"]), f"{what}: frames of others")
        # In the smoke run the same leaks are told once each, with the runs that had them.
        done = self.run("run", "--driver", self.variant("leaky"), "--format", "json", code=1)
        smoke = json.loads(done.stdout)
        pool = [leak for leak in smoke["leaks"] if leak["what"] == "pool"]
        expect(len(pool) == 1 and len(pool[0]["runs"]) == len(smoke["runs"]) + 1, f"pool leaks {pool}")

    def crash_in_driver_entry(self):
        done = self.run("inspect", self.variant("crash_in_driver_entry"), code=5)
        line = self.marked_line("crash_in_driver_entry.c", "the crash")
        expect(f"tests/smoke/crash_in_driver_entry.c:{line}" in done.stdout, done.stdout)
        expect("DriverEntry" in done.stdout, done.stdout)
        done = self.run("run", "--driver", self.variant("crash_in_driver_entry"), code=5)
        expect(" inspect " in done.stdout.splitlines()[-1], f"last line: {done.stdout.splitlines()[-1]}")

    def hang_in_d0_entry(self):
        done = self.run("inspect", self.variant("hang_in_d0_entry"), code=4)
        line = self.marked_line("hang_in_d0_entry.c", "the hang")
        expect(f"tests/smoke/hang_in_d0_entry.c:{line}" in done.stdout, done.stdout)
        expect("EvtDeviceD0Entry" in done.stdout and "KeWaitForSingleObject" in done.stdout, done.stdout)

    def stream_leak(self):
        """What a stream leaves is told with the line that allocated it, by CHK-084 and among what is left behind."""
        module = str(self.modules / "zoo" / "chk_084_memory_left_at_destroy.so")
        report = json.loads(self.run("run", "--driver", module, "--set", "stream.direction=render", "--set",
                                     "hardware.model=timer", "--format", "json", code=1).stdout)
        source = (HERE.parent / "zoo" / "chk_084_memory_left_at_destroy.c").read_text(encoding="utf-8").splitlines()
        violation = next(v for v in report["violations"] if v["id"] == "CHK-084")
        for found in (violation, report["leaks"][0]):
            expect("ExAllocatePool2" in source[found["line"] - 1], f"line {found['line']} of {found['file']}")

    def no_streaming_pin(self):
        done = self.run("run", "--driver", self.variant("no_streaming_pin"))
        expect("no circuit" in done.stdout, done.stdout)
        expect(done.returncode in (0, 1), f"exit code {done.returncode}\n{done.stdout}")
        tree = self.run("inspect", self.variant("no_streaming_pin")).stdout
        expect("no circuit" in tree, tree)

    def twice(self):
        arguments = ["--set", "stream.direction=render", "--set", "hardware.model=timer", "--until", "50ms", "--twice"]
        done = self.run("run", "--driver", self.variant("host_entropy"), *arguments, code=6)
        expect("the first difference is record" in done.stdout, done.stdout)
        self.run("run", "--driver", "timer_codec", *arguments, code=0)

    def trace_file(self):
        with tempfile.TemporaryDirectory() as scratch:
            path = pathlib.Path(scratch) / "trace.txt"
            done = self.run("run", "--driver", "timer_codec", "--set", "stream.direction=render", "--set",
                            "hardware.model=timer", "--trace", str(path), "--format", "json", code=0)
            lines = path.read_text(encoding="utf-8").splitlines()
        records = json.loads(done.stdout)["trace_records"]
        expect(records - 16 <= len(lines) <= records, f"{len(lines)} lines of {records} records")
        expect(any("PacketNotified" in line or "NotifyPacketComplete" in line for line in lines), "no notification in it")

    def refusals(self):
        """Bad input of both commands: exit code 2 and one message that names what was found."""
        with tempfile.TemporaryDirectory() as scratch:
            text = pathlib.Path(scratch) / "text.so"
            text.write_text("not a shared object", encoding="utf-8")
            cases = [(["inspect"], "module"), (["inspect", "hda_codex"], 'did you mean "hda_codec"'),
                     (["inspect", str(text)], "text.so"), (["run", "--driver", str(text)], "text.so"),
                     (["inspect", "hda_codec", "--format", "xml"], "xml"),
                     (["inspect", "hda_codec", "--set", "machine.profile"], "KEY=VALUE"),
                     (["run", "--driver", "hda_codec", "--in-process"], "one stream"),
                     (["run", "--driver", "hda_codec", "--twice"], "--twice"),
                     (["run", "--driver", "hda_codec", "--junit", "/proc/nowhere/x.xml"], "cannot be written"),
                     (["run", "--driver", "hda_codec", "--set", "step.1.do=pause"], "step")]
            for arguments, expected in cases:
                done = self.run(*arguments, code=2)
                expect(expected in done.stderr, f"{arguments}: {done.stderr}")
                expect(done.stdout == "", f"{arguments}: stdout is not empty: {done.stdout}")
                expect("inspecting" not in done.stderr, f"{arguments}: more than one message: {done.stderr}")
            scenario = pathlib.Path(scratch) / "scenario.toml"
            scenario.write_text(f"[scenario]\nduration = \"1ms\"\n[driver]\nmodule = \"{text}\"\n", encoding="utf-8")
            done = subprocess.run([pathlib.Path(self.acxsim).resolve(), "run", str(scenario)], capture_output=True, text=True, timeout=60,
                                  check=False, cwd=scratch)
            expect(done.returncode == 2 and "not an ELF file" in done.stderr, f"{done.returncode}: {done.stderr}")
            left = sorted(entry.name for entry in pathlib.Path(scratch).iterdir())
            expect(left == ["scenario.toml", "text.so"], f"written before the module was looked at: {left}")

    def repeat_command(self):
        """The last line of a failing smoke run is a command that fails in the same way, with the same trace."""
        module = str(self.modules / "zoo" / "chk_062_position_in_bytes.so")
        done = self.run("run", "--driver", module, "--format", "json", code=1)
        report = json.loads(done.stdout)
        expect([v["id"] for v in report["violations"]].count("CHK-062") == 1, "CHK-062 is not told exactly once")
        failing = next(r for r in report["runs"] if r["outcome"]["verdict"] != "pass")
        text = self.run("run", "--driver", module, code=1).stdout
        command = shlex.split(text.splitlines()[-1])
        again = subprocess.run(command + ["--format", "json"], capture_output=True, text=True, timeout=60, check=False)
        expect(again.returncode == failing["outcome"]["exit_code"], f"exit code {again.returncode}")
        repeated = json.loads(again.stdout)
        expect(repeated["trace_hash"] == failing["outcome"]["trace_hash"], "another trace")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    parser.add_argument("--modules", required=True)
    parser.add_argument("--approve", action="store_true")
    parser.add_argument("case")
    options = parser.parse_args()
    try:
        getattr(Smoke(options), options.case)()
    except Wrong as wrong:
        print(f"FAIL {options.case}: {wrong}")
        return 1
    print(f"ok   {options.case}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
