# SPDX-License-Identifier: MIT
"""Scenarios at random: an HDA controller of any profile, one to three streams of any kind, clients that come too late, clocks that
wander, pauses and power-downs. A seed gives the same scenario for ever."""
import random

PROFILES = ["hda_ich", "hda_skl", "hda_dsp", "amd_fifo32", "via", "loongson", "qemu"]


def stream(draw: random.Random) -> list:
    rate = draw.choice([44_100, 48_000, 96_000, 192_000])
    lines = ["[[stream]]", f'direction = "{draw.choice(["render", "render", "capture"])}"',
             f'format = {{ rate = "{rate}Hz", bits = {draw.choice([16, 32])}, channels = 2 }}',
             f'source = "{draw.choice(["prbs", "ramp", "tone:440Hz", "silence"])}"']
    milliseconds = draw.choice([10, 20] if rate == 44_100 else [1, 3, 10, 20])  # whole frames
    if draw.random() < 0.25:
        lines += ['client = "timer"', "packets = 1", 'packet = "20ms"']
    else:
        late = round(milliseconds * draw.choice([0.6, 0.9, 0.97, 1.05]), 3)
        lines += [f'packet = "{milliseconds}ms"', f'process_cost = "{draw.choice(["5us", "200us", f"{late}ms"])}"']
    if draw.random() < 0.3:
        lines += [f'wake_delay = "{draw.choice([1, 5, 14])}ms"', f"wake_delay_every = {draw.choice([3, 7])}"]
    if draw.random() < 0.3:
        lines.append(f'start = "{draw.randrange(30)}ms"')
    return lines


def scenario(seed: int) -> str:
    draw = random.Random(seed)
    lines = ["[scenario]", 'duration = "400ms"', f"seed = {draw.randrange(1, 1000)}",
             "[machine]", f'profile = "{draw.choice(["ideal", "quiet", "typical", "bad"])}"',
             f"processors = {draw.choice([1, 2, 4])}",
             "[machine.costs]", f'"copy.kib" = "{draw.choice(["100ns", "10us", "300us", "2ms"])}"',
             "[hardware]", 'model = "hda"', f'profile = "{draw.choice(PROFILES)}"', f"devices = {draw.choice([1, 1, 2])}",
             f"bclk_ppb = {draw.choice([0, 0, 50_000, -900_000])}"]
    if draw.random() < 0.4:
        lines += [f'bclk_drift = "{draw.choice(["step", "ramp", "sine", "walk"])}"', 'bclk_drift_size = "200ppm"',
                  f'bclk_drift_time = "{draw.choice(["5ms", "77ms"])}"']
    if draw.random() < 0.5:
        lines.append(f"burst = {draw.choice([32, 64, 128])}")
    lines += ["[driver]", 'module = "hda_codec"']
    for _ in range(draw.choice([1, 1, 2, 3])):
        lines += stream(draw)
    if draw.random() < 0.35:
        lines += ["[[step]]", f'at = "{draw.randrange(100, 150)}ms"', 'do = "pause"']
        lines += ["[[step]]", f'at = "{draw.randrange(200, 250)}ms"', 'do = "run"']
    if draw.random() < 0.15:
        lines += ["[[step]]", 'at = "310ms"', 'do = "power-down"', "[[step]]", 'at = "330ms"', 'do = "power-up"']
    lines += ["[expect]", 'glitches = "any"', ""]
    return "\n".join(lines)
