#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A hardware model of one's own, as its author would have it: mychip/ and its driver are copied out of the repository,
built with find_package(acxsim) against the build tree or an install tree, and run. Then everything that can be wrong with
a model is, one after the other: each has an exit code of its own and words that name the model.

usage: own_hardware_test.py REPOSITORY BUILD build|install
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

failures = []


def run(command, folder, **options):
    return subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True, timeout=120,
                          **options)


def expect(what, result, exit_code, *texts):
    output = result.stdout + result.stderr
    wrong = [] if result.returncode == exit_code else [f"exit code {result.returncode}, expected {exit_code}"]
    wrong += [f"nowhere: {text!r}" for text in texts if text not in output]
    print(("ok      " if not wrong else "FAILED  ") + what)
    if wrong:
        failures.append(what)
        print("  " + "\n  ".join(wrong) + "\n" + output)


def build(repository, build_tree, kind, scratch):
    package = build_tree
    if kind == "install":
        run(["cmake", "--install", build_tree, "--prefix", scratch / "prefix"], scratch, check=True)
        package = scratch / "prefix/lib/cmake/acxsim"
    chip = scratch / "mychip"
    shutil.copytree(repository / "tests/own_hardware/mychip", chip)
    for name in ("codec.c", "codec.h", "packet_stream.c", "packet_stream.h"):
        shutil.copy(repository / "tests/corpus/shared" / name, chip / "driver")
    for command in (["cmake", "-S", ".", "-B", "out", "-G", "Ninja", f"-Dacxsim_DIR={package}"],
                    ["cmake", "--build", "out"]):
        result = run(command, chip)
        if result.returncode != 0:
            sys.exit(result.stdout + result.stderr)
    return chip, (chip / "out/acxsim.path").read_text()


def line_of(file, text):
    lines = file.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def main():
    repository, build_tree = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        chip, acxsim = build(repository, build_tree, sys.argv[3], pathlib.Path(folder))

        def play(*options):
            return run([acxsim, "run", "scenario.toml", *options], chip)

        def with_parameter(text):
            return play("--set", f"hardware.parameters={text}")

        expect("the model plays", play(), 0, "PASS", "no glitch", "model ./out/bin/models/mychip.so")
        expect("twice the same", play("--twice"), 0, "PASS")
        expect("a parameter reaches it: with a chip 900 ppm fast the driver's positions fall behind",
               with_parameter("clock_ppb=900000"), 3, "a position was off by")

        source = chip / "mychip.cpp"
        expect("a model that throws in a register write", with_parameter("defect=1"), 5,
               "the hardware model mychip.so threw std::runtime_error: RUN is not wired",
               f"mychip.cpp:{line_of(source, 'RUN is not wired')}", "chip.c:")
        expect("a model that reads outside memory", with_parameter("defect=2"), 5,
               "the hardware model mychip.so dereferenced a null pointer (field at offset 0x10)",
               f"mychip.cpp:{line_of(source, 'std::to_string(*nowhere)')}", "chip.c:")
        expect("a model that never returns", play("--set", "hardware.parameters=defect=3", "--watchdog", "1"), 5,
               "the hardware model mychip.so does not come back", "mychip.cpp:", "chip.c:")
        expect("a model that throws in an event of its own", with_parameter("defect=4"), 5,
               "the hardware model mychip.so threw std::out_of_range: segment 2",
               f"mychip.cpp:{line_of(source, 'segment 2')}")
        expect("a model that cannot be made", with_parameter("defect=5"), 2, "could not be made: no such chip")

        expect("an unknown parameter", with_parameter("clock_ppm=1"), 2, "has no parameter \"clock_ppm\"",
               "did you mean \"clock_ppb\"?")
        expect("a parameter out of range", with_parameter("clock_ppb=9999999"), 2,
               "clock_ppb lies in -1000000 .. 1000000 ppb")
        expect("a parameter that is no number", with_parameter("clock_ppb=fast"), 2, "a whole number is expected")
        expect("no such module", play("--set", "hardware.model=./mychap.so"), 2,
               "there is no hardware model module \"./mychap.so\"")
        expect("a module that is no model", play("--set", "hardware.model=./out/bin/drivers/mychip_codec.so"), 2,
               "hardware model")
        (chip / "text.so").write_text("no module")
        expect("a file that is no module", play("--set", "hardware.model=./text.so"), 2, "cannot be loaded")

        registers = chip / "out/bin/models/mychip.toml"
        good = registers.read_text()
        for what, old, new, text in (
                ("a key that is none", "width = 8", "widht = 8", "did you mean \"width\"?"),
                ("an access that is none", 'access = "w1c"', 'access = "wlc"', "access is none of rw, ro, wo"),
                ("registers that overlap", "offset = 0x18", "offset = 0x10", "registers \"SEG0\" and \"SEG1\" overlap"),
                ("no TOML", "[[register]]", "[[register", "not TOML")):
            registers.write_text(good.replace(old, new, 1))
            expect(f"a register list with {what}", play(), 2, text, "mychip.toml")
        registers.write_text(good.replace('name = "POS"', 'name = "PLACE"'))
        expect("a register list that lacks what the model uses", play(), 5, "mychip.so",
               "the register list lacks a register that the model uses")
        registers.unlink()
        expect("no register list", play(), 2, "mychip.toml cannot be read")
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
