#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What acxsim says about a module before it runs, and what happens when a function that is not modelled is called.

Usage: preflight_test.py --acxsim FILE --build DIR --cc COMPILER --ddk DIR CASE
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ABI = r'#include <acxsim_abi.h>\n__attribute__((visibility("default"))) const unsigned acxsim_driver_abi = ACXSIM_DDK_ABI;\n'
ABI = ABI.replace(r"\n", "\n")
ENTRY = '__attribute__((visibility("default"))) int DriverEntry(void *d, void *p) { (void)d; (void)p; return CALL; }\n'
MISSING = "IoWMIQuerySingleInstance"


class Failure(Exception):
    pass


def expect(condition, message):
    if not condition:
        raise Failure(message)


def acxsim(args, *words):
    done = subprocess.run([args.acxsim, *words], capture_output=True, text=True, timeout=100, check=False)
    return done.returncode, done.stdout, done.stderr


def module(args, folder, name, source, *flags):
    path = pathlib.Path(folder) / f"{name}.so"
    text = pathlib.Path(folder) / f"{name}.c"
    text.write_text(source)
    subprocess.run([args.cc, "-shared", "-fPIC", "-g", "-O1", "-fno-omit-frame-pointer", f"-I{args.ddk}", str(text), "-o",
                    str(path), "-Wl,-z,lazy", "-Wl,--emit-relocs", *flags], check=True)
    return path


def modelled(args, _folder):
    code, out, err = acxsim(args, "preflight", f"{args.build}/bin/drivers/timer_codec.so")
    expect(code == 0, f"exit code {code}: {out}{err}")
    expect(re.search(r" 0 not modelled", out), out)
    code, out, _ = acxsim(args, "preflight", "hda_codec", "--format", "json")
    found = json.loads(out)
    expect(code == 0 and found["not_modelled"] == 0 and found["places_known"], out)
    by_name = {each["name"]: each for each in found["imports"]}
    expect(by_name["AcxRtStreamCreate"]["origin"] == "modelled", by_name.get("AcxRtStreamCreate"))
    expect(by_name["AcxRtStreamCreate"]["uses"] >= 1, by_name["AcxRtStreamCreate"])


def missing(args, _folder):
    path = f"{args.build}/bin/zoo/chk_200_call_not_modelled.so"
    code, out, err = acxsim(args, "preflight", path)
    expect(code == 1, f"exit code {code}: {err}")
    expect(f"{MISSING}  used 1 time" in out, out)
    place = re.search(r"chk_200_call_not_modelled\.c:(\d+) in ZooGetHwLatency", out)
    expect(place, out)
    code, out, _ = acxsim(args, "preflight", path, "--format", "json")
    found = json.loads(out)
    one = [each for each in found["imports"] if each["origin"] == "not modelled"]
    expect([each["name"] for each in one] == [MISSING], one)
    expect(one[0]["places"][0]["line"] == int(place.group(1)), one)


def policy(args, folder):
    path = f"{args.build}/bin/zoo/chk_200_call_not_modelled.so"
    scenario = pathlib.Path(folder) / "s.toml"
    scenario.write_text('[scenario]\nname = "policy"\nduration = "100ms"\n[machine]\nprofile = "quiet"\n[hardware]\n'
                        'model = "timer"\n[[stream]]\npacket = "10ms"\nsource = "prbs"\n[expect]\nglitches = "any"\n')

    def run(how):
        return acxsim(args, "run", str(scenario), "--driver", path, "--format", "json", "-q", "--out", f"{folder}/out",
                      *how)

    code, out, err = run([])
    found = json.loads(out)
    expect(code == 1, f"fail: exit code {code}: {err}")
    hits = [each for each in found["violations"] if each["id"] == "CHK-200"]
    expect(len(hits) >= 1 and MISSING in hits[0]["message"], found["violations"])
    frame = hits[0]["stack"][0]
    expect(frame["file"].endswith("chk_200_call_not_modelled.c") and frame["line"] > 0, hits[0])
    expect(hits[0]["call"] == MISSING, hits[0])

    code, out, err = run(["--unmodelled", "status"])
    expect(code == 0, f"status: exit code {code}: {out}{err}")
    hits = [each for each in json.loads(out)["violations"] if each["id"] == "CHK-200"]
    expect(hits and hits[0]["severity"] == "information", hits)

    code, out, err = run(["--unmodelled", "abort"])
    expect(code == 5, f"abort: exit code {code}: {err}")
    expect(MISSING in json.loads(out)["stop"]["text"], out)

    code, out, err = run(["--unmodelled", "ignore"])
    expect(code == 2 and "abort" in err, f"exit code {code}: {err}")


def host(args, folder):
    source = ABI + ("#include <stdlib.h>\n#include <wchar.h>\nint volatile n = 3;\nstatic wchar_t text[4];\n"
                    + ENTRY.replace("CALL", "malloc((size_t)n) != 0 && wcslen(text) == 0"))
    path = module(args, folder, "host", source, "-fno-builtin")
    code, out, err = acxsim(args, "preflight", str(path))
    expect(code == 0, f"exit code {code}: {err}")
    expect(re.search(r"malloc \(libc\S*\)  used 1 time", out), out)
    expect(re.search(r"host\.c:\d+ in DriverEntry", out), out)
    expect("wide characters have 32 bits there" in out, out)


def loader(args, folder):
    folder = pathlib.Path(folder)
    good = pathlib.Path(f"{args.build}/bin/drivers/timer_codec.so").read_bytes()

    def refused(path, words):
        for command in (["preflight", str(path)], ["run", "--driver", str(path), "--until", "1ms", "-q"]):
            code, out, err = acxsim(args, *command)
            expect(code == 2, f"{command}: exit code {code}: {out}{err}")
            expect(words in out + err, f"{command}: expected {words!r} in {out}{err}")

    def file(name, data):
        (folder / name).write_bytes(data)
        return folder / name

    refused(folder / "absent.so", "absent.so")
    refused(file("text.so", b"not a driver\n"), "is not an ELF file")
    refused(file("empty.so", b""), "is empty")
    refused(file("driver.sys.so", b"MZ" + bytes(100)), "Windows binary (PE)")
    refused(file("short.so", good[:len(good) // 2]), "is cut short")
    refused(file("header.so", good[:40]), "is cut short")
    refused(file("thirty_two.so", good[:4] + b"\x01" + good[5:]), "32-bit ELF file")
    refused(file("machine.so", good[:18] + b"\x28\x00" + good[20:]), "another processor")
    refused(module(args, folder, "no_entry", ABI), "has no DriverEntry")
    refused(module(args, folder, "no_abi", ENTRY.replace("CALL", "0")), "was not built for this simulator")
    other = ABI.replace("ACXSIM_DDK_ABI;", "9999u;") + ENTRY.replace("CALL", "0")
    refused(module(args, folder, "other_abi", other), "version 9999 of the DDK headers")
    data = ABI + "extern int KeNobodyHasThis;\n" + ENTRY.replace("CALL", "KeNobodyHasThis")
    code, out, err = acxsim(args, "run", "--driver", str(module(args, folder, "data", data)), "-q")
    expect(code == 2 and "KeNobodyHasThis" in out + err, f"exit code {code}: {out}{err}")
    code, out, _ = acxsim(args, "preflight", str(folder / "data.so"))
    expect(code == 1 and "cannot be loaded without it" in out, out)


def main():
    parser = argparse.ArgumentParser()
    for name in ("acxsim", "build", "cc", "ddk"):
        parser.add_argument(f"--{name}", required=True)
    cases = {"modelled": modelled, "missing": missing, "policy": policy, "host": host, "loader": loader}
    parser.add_argument("case", choices=cases)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            cases[args.case](args, folder)
        except Failure as failure:
            sys.exit(f"{args.case}: {failure}")


main()
