#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The lints themselves: each is seen to fire on a seeded fault in a scratch copy of the tree's shape."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def run(lint: str, files: dict) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in files.items():
            path = pathlib.Path(scratch, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        pathlib.Path(scratch, "sim/ddk").mkdir(parents=True, exist_ok=True)
        return subprocess.run([sys.executable, HERE / lint, scratch], stdout=subprocess.DEVNULL, check=False).returncode


CASES = [
    ("floors.py", {"sim/kernel/a.cpp": '#include "sim/core/time.hpp"\n'}, 0),
    ("floors.py", {"sim/core/a.cpp": '#include "sim/kernel/system.hpp"\n'}, 1),
    ("floors.py", {"hwmodel/a.hpp": '#include "sim/acx/records.hpp"\n'}, 1),
    ("floors.py", {"sim/ddk/wdm.h": '#include "sim/core/time.hpp"\n'}, 1),
    ("floors.py", {"sim/ddk/wdm.h": "\n", "sim/client/a.hpp": '#include "wdm.h"\n'}, 1),
    ("determinism.py", {"sim/core/a.cpp": "int x;\n"}, 0),
    ("determinism.py", {"sim/core/a.cpp": "auto t = std::chrono::steady_clock::now();\n"}, 1),
    ("determinism.py", {"sim/acx/a.cpp": "std::unordered_map<int, int> m;\n"}, 1),
    ("determinism.py", {"sim/acx/a.cpp": "std::map<const Stream *, int> m;\n"}, 1),
    ("determinism.py", {"sim/acx/a.cpp": "std::map<void *, int> m; // determinism: looked up only\n"}, 0),
]


def main() -> int:
    failures = [f"{lint}: {files}: expected {wanted}" for lint, files, wanted in CASES if run(lint, files) != wanted]
    print(f"{len(CASES)} seeded cases, {len(failures)} wrong")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
