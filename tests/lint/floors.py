#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Floors only point down to the ground (docs/architecture.md): checks every #include of the simulator.

Also: sim/ddk includes nothing of the simulator, and only the floors that define DDIs include sim/ddk.
Usage: floors.py REPOSITORY
"""
import pathlib
import re
import sys

FLOORS = ["sim/core", "hwmodel", "sim/validation", "sim/kernel", "sim/wdf", "sim/acx", "sim/client", "sim/verifier", "sim/scenario",
          "sim/engine_host", "sim/report", "sim/builder", "sim/runner", "tools/acxsim"]
DRIVER_FACING = {FLOORS.index(folder) for folder in ("sim/kernel", "sim/wdf", "sim/acx", "sim/engine_host")}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


def floor_of(path: str):
    for number, folder in enumerate(FLOORS):
        if path.startswith(folder + "/"):
            return number
    return None


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    ddk = {p.name for p in (root / "sim/ddk").rglob("*.h")}
    bad = []
    checked = 0
    for folder in FLOORS + ["sim/ddk"]:
        for path in sorted((root / folder).rglob("*.[ch]*")):
            name = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                checked += 1
                target = match.group(1)
                here, there = floor_of(name), floor_of(target)
                if folder == "sim/ddk":
                    if there is not None:
                        bad.append(f"{name}:{number}: sim/ddk stands alone, but includes {target}")
                elif there is not None and there > here:
                    bad.append(f"{name}:{number}: {FLOORS[here]} must not use {FLOORS[there]} ({target})")
                elif here not in DRIVER_FACING and (target.startswith("sim/ddk/") or target in ddk):
                    bad.append(f"{name}:{number}: only floors that define DDIs see driver headers ({target})")
    print(f"{checked} includes checked, {len(bad)} wrong")
    print("\n".join(bad))
    return 1 if bad or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
