#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Floors 1 to 7 must give the same bits every time: no wall clock, no unseeded random, no order that depends on addresses.

A line that must be an exception says why in a comment `determinism: reason` on the same line.
Usage: determinism.py REPOSITORY
"""
import pathlib
import re
import sys

FLOORS = ["sim/core", "hwmodel", "sim/kernel", "sim/wdf", "sim/acx", "sim/client", "sim/verifier"]
FORBIDDEN = [
    (r"\b(system_clock|steady_clock|high_resolution_clock)\b", "wall clock"),
    (r"\b(gettimeofday|clock_gettime|std::time|time\(nullptr\)|time\(NULL\))", "wall clock"),
    (r"\b(random_device|mt19937|default_random_engine|std::rand|\brand\(\)|getrandom)\b", "random source beside Choices"),
    (r"\bunordered_(map|set|multimap|multiset)\b", "unordered container"),
    (r"\bstd::(map|set)<\s*(const\s+)?[A-Za-z_:]+(\s+const)?\s*\*", "order by pointer value"),
    (r"\bstd::(thread|async|jthread)\b", "host thread"),
    (r"\bstd::(exp|log|sin|cos|pow)\(", "C library mathematics: results differ between machines"),
]


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    patterns = [(re.compile(expression), what) for expression, what in FORBIDDEN]
    bad = []
    lines = 0
    for folder in FLOORS:
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                lines += 1
                code, _, comment = line.partition("//")
                if "determinism:" in comment:
                    continue
                for pattern, what in patterns:
                    if pattern.search(code):
                        bad.append(f"{path.relative_to(root)}:{number}: {what}: {line.strip()}")
    print(f"{lines} lines checked, {len(bad)} wrong")
    print("\n".join(bad))
    return 1 if bad or lines == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
