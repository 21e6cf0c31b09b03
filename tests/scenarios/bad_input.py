#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Bad input: exit code 2, nothing on stdout, and one message on stderr that names what was found."""
import argparse
import pathlib
import subprocess
import sys
import tempfile

GOOD = "scenarios/render/speech_48k_event.toml"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)

        def scenario(text: str) -> str:
            path = folder / "bad.toml"
            path.write_text(text, encoding="utf-8")
            return str(path)

        not_a_module = folder / "text.so"
        not_a_module.write_text("not a shared object", encoding="utf-8")
        cases = [
            ("no file", ["run", "no/such/file.toml"], ["no/such/file.toml", "no such scenario file"]),
            ("a folder", ["run", str(folder)], ["folder"]),
            ("not TOML", ["run", lambda: scenario("[scenario\n")], ["bad.toml:1:", "not TOML"]),
            ("unknown key", ["run", lambda: scenario("[machine]\nprocesors = 2\n")],
             ["bad.toml:2:1", "procesors", 'did you mean "processors"']),
            ("unknown section", ["check", lambda: scenario("[machin]\n")], ["machin", 'did you mean "machine"']),
            ("unknown driver", ["run", GOOD, "--driver", "hda_codex"], ["hda_codex", 'did you mean "hda_codec"']),
            ("not a driver", ["run", GOOD, "--driver", str(not_a_module)], ["text.so"]),
            ("0 Hz", ["run", lambda: scenario("[[stream]]\nformat = { rate = 0 }\n")], ["rate is 0", "8kHz"]),
            ("0-byte packet", ["run", lambda: scenario("[[stream]]\npacket = 0\n")], ["packet is 0 frames"]),
            ("unwritable output", ["run", GOOD, "--out", "/proc/nowhere"], ["/proc/nowhere", "cannot be written"]),
            ("unwritable WAV", ["run", GOOD, "--wav", "/proc/nowhere/x.wav"], ["/proc/nowhere/x.wav", "cannot be written"]),
            ("unwritable JUnit", ["run", GOOD, "--junit", "/proc/nowhere/x.xml"], ["/proc/nowhere/x.xml", "cannot be written"]),
            ("no sound file", ["run", lambda: scenario('[[stream]]\nsource = "wav:none.wav"\n')], ["none.wav"]),
            ("unknown rule", ["explain", "CHK-999"], ["CHK-999"]),
            ("unknown option", ["run", GOOD, "--sed", "1"], ["--sed"]),
            ("unknown command", ["rum"], ["subcommand"]),
            ("--set without value", ["run", GOOD, "--set", "machine.profile"], ["KEY=VALUE"]),
            ("unknown fault", ["run", GOOD, "--fault", "lost-interupt"], ["lost-interupt", 'did you mean "lost-interrupt"']),
            ("unknown fault key", ["run", GOOD, "--fault", "bus-stall:at=1ms:lenght=3ms"], ["lenght", "list faults"]),
            ("fault without an instant", ["run", GOOD, "--fault", "bus-stall"], ["bus-stall", "give it at"]),
            ("fault of another model", ["run", GOOD, "--fault", "channel-stops"], ["channel-stops", "i2s"]),
            ("a rate that no link carries", ["run", GOOD, "--fault", "rate-switch:at=1ms:rate=50kHz"], ["rate of rate-switch is 50000 Hz", "divided by 1 to 8"]),
            ("no such fault to list", ["list", "faults", "bus-stole"], ["bus-stole", "did you mean"]),
            ("bad seed", ["run", GOOD, "--seed", "x"], ["--seed", '"x"']),
            ("bad time", ["run", GOOD, "--until", "10"], ["--until", "without a unit"]),
        ]
        wrong = 0
        for name, arguments, expected in cases:
            command = [options.acxsim] + [a() if callable(a) else a for a in arguments]
            done = subprocess.run(command, capture_output=True, text=True, cwd=None, timeout=30, check=False)
            problems = []
            if done.returncode != 2:
                problems.append(f"exit code {done.returncode}, expected 2")
            if "PASS" in done.stdout:
                problems.append("stdout says PASS")
            problems += [f"the message lacks {text!r}" for text in expected if text not in done.stderr]
            print(f"{'FAIL' if problems else 'ok  '} {name}: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else '(silent)'}")
            for problem in problems:
                print(f"     {problem}")
            wrong += len(problems)
        # A full disk: the verdict does not reach its reader, so this is no success.
        for name, arguments in [("full disk", ["run", GOOD]), ("full disk, JSON", ["run", GOOD, "--format", "json"]),
                                ("full disk, JUnit", ["run", GOOD, "--junit", "/dev/full"])]:
            with open("/dev/null" if "--junit" in arguments else "/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([options.acxsim] + arguments, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30, check=False)
            good = done.returncode == 2 and "cannot be written" in done.stderr
            print(f"{'ok  ' if good else 'FAIL'} {name}: exit code {done.returncode}, {done.stderr.strip()[-120:]}")
            wrong += not good
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
