#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The main job: what the codec played of the recording is the recording, sample for sample, from the first frame on."""
import argparse
import json
import pathlib
import subprocess
import sys
import wave


def frames_of(path) -> bytes:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48000, 2, 2), path
        return file.readframes(file.getnframes())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    options = parser.parse_args()
    wrong = 0
    for name in ("speech_48k_event", "timer_speech_48k_event"):
        done = subprocess.run([options.acxsim, "run", f"scenarios/render/{name}.toml", "--format", "json", "-q",
                               "--out", str(options.out / name)], capture_output=True, text=True, check=False)
        report = json.loads(done.stdout)
        if report["verdict"] != "pass":
            print(f"{name}: expected a pass, found {report['verdict']}: {report['reason']}")
            return 1
        source = frames_of("scenarios/audio/speech_48k.wav")
        played = frames_of(next(a["path"] for a in report["artefacts"] if a["kind"] == "wav"))
        if len(played) < len(source):
            print(f"{name}: expected at least {len(source) // 4} frames, found {len(played) // 4}")
            wrong = 1
        elif played[:len(source)] != source:
            frame = next(i for i in range(0, len(source), 4) if played[i:i + 4] != source[i:i + 4]) // 4
            print(f"{name}: frame {frame} differs: expected {source[frame * 4:frame * 4 + 4].hex()}, "
                  f"found {played[frame * 4:frame * 4 + 4].hex()}")
            wrong = 1
        elif any(played[len(source):]):
            print(f"{name}: after the recording's end there is something else than silence")
            wrong = 1
        else:
            print(f"{name}: {len(source) // 4} frames, identical")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
