#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Records what QEMU's intel-hda does when it is driven register by register, as a golden trace (hwmodel.md 5.2, 5.3).

Functional facts only: reset values, write masks, the interrupt tree as a truth table, and a walk over a descriptor list
whose samples are told apart in the WAV that the codec plays. QEMU says nothing about timing: its DMA copies at timer
ticks. Registers are reached over the qtest protocol, time is let run over QMP; the guest is a ROM that halts.

Usage: record_trace.py [--qemu PROGRAM] [--compare GOLDEN] > golden/intel_hda.json
  --compare   compare a live recording with that file instead of printing one; exit code 1 if they differ,
              77 if there is no QEMU
"""
import argparse
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

BAR = 0xE0000000
SD = BAR + 0x100  # stream 4, the first output
LIST = 0x01000000
BUFFER = 0x01100000
TAG = 1

GLOBALS = [("GCAP", 0x00, 2), ("VMIN", 0x02, 1), ("VMAJ", 0x03, 1), ("OUTPAY", 0x04, 2), ("INPAY", 0x06, 2),
           ("GCTL", 0x08, 4), ("WAKEEN", 0x0C, 2), ("INTCTL", 0x20, 4), ("INTSTS", 0x24, 4), ("SSYNC", 0x38, 4),
           ("DPLBASE", 0x70, 4), ("DPUBASE", 0x74, 4)]
STREAM = [("SDCTL", 0x00, 3), ("SDSTS", 0x03, 1), ("SDLPIB", 0x04, 4), ("SDCBL", 0x08, 4), ("SDLVI", 0x0C, 2),
          ("SDFIFOW", 0x0E, 2), ("SDFIFOS", 0x10, 2), ("SDFMT", 0x12, 2), ("SDBDPL", 0x18, 4), ("SDBDPU", 0x1C, 4)]
MASKED = [("WAKEEN", 0x0C, 2), ("INTCTL", 0x20, 4), ("SSYNC", 0x38, 4), ("DPLBASE", 0x70, 4), ("DPUBASE", 0x74, 4),
          ("SDCBL", 0x108, 4), ("SDLVI", 0x10C, 2), ("SDFIFOW", 0x10E, 2), ("SDFMT", 0x112, 2), ("SDBDPL", 0x118, 4),
          ("SDBDPU", 0x11C, 4)]
# Sizes of the walk's entries in bytes, and which have IOC.
WALK = [(4096, False), (1024, True), (6144, False), (512, True)]


class Machine:
    """A halted PC with an intel-hda at 00:04.0, whose registers and memory are reached from outside."""

    def __init__(self, program, folder):
        rom = os.path.join(folder, "halt.rom")
        with open(rom, "wb") as file:  # cli; hlt; jmp back, from the reset vector on
            image = bytearray(b"\xf4" * 65536)
            image[0xFFF0:0xFFF4] = b"\xfa\xf4\xeb\xfd"
            file.write(image)
        self.wav = os.path.join(folder, "played.wav")
        qtest_path = os.path.join(folder, "qtest")
        qmp_path = os.path.join(folder, "qmp")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(qtest_path)
        listener.listen(1)
        arguments = ["-machine", "pc", "-accel", "tcg", "-S", "-nodefaults", "-display", "none", "-m", "128",
                     "-bios", rom, "-audiodev", f"wav,id=a0,path={self.wav},out.frequency=48000",
                     "-device", "intel-hda,id=hda0,addr=04.0", "-device", "hda-output,audiodev=a0,bus=hda0.0,cad=0",
                     "-qtest", f"unix:{qtest_path}", "-qtest-log", "/dev/null", "-qmp", f"unix:{qmp_path},server=on,wait=off"]
        self.command = "qemu-system-x86_64 " + " ".join(
            os.path.basename(a) if a == rom else a.replace(folder + "/", "") for a in arguments)
        self.process = subprocess.Popen([program] + arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        listener.settimeout(30)
        self.qtest = listener.accept()[0].makefile("rw", newline="\n")
        qmp = socket.socket(socket.AF_UNIX)
        qmp.connect(qmp_path)
        self.qmp = qmp.makefile("rw", newline="\n")
        self.qmp.readline()
        self.monitor("qmp_capabilities")

    def close(self):
        self.monitor("quit")
        self.process.wait(30)

    def ask(self, line):
        self.qtest.write(line + "\n")
        self.qtest.flush()
        while True:
            reply = self.qtest.readline().split()
            if not reply:
                raise RuntimeError("QEMU went away: " + self.process.stderr.read().decode())
            if reply[0] == "OK":
                return reply[1:]
            if reply[0] != "IRQ":
                raise RuntimeError(f"qtest: {line}: {reply}")

    def monitor(self, command):
        self.qmp.write(json.dumps({"execute": command}) + "\n")
        self.qmp.flush()
        while True:
            reply = json.loads(self.qmp.readline())
            if "return" in reply or "error" in reply:
                return reply

    def read(self, address, width):
        if width == 3:
            return self.read(address, 4) & 0xFFFFFF
        return int(self.ask(f"read{' bw l'[width]} {address:#x}")[0], 16) & ((1 << 8 * width) - 1)

    def write(self, address, width, value):
        self.ask(f"write{' bw l'[width]} {address:#x} {value:#x}")

    def config_address(self, offset):
        self.ask(f"outl 0xcf8 {0x80000000 | 4 << 11 | offset & 0xFC:#x}")

    def line(self):
        """The level of INTx: bit 3 of the PCI status register."""
        self.config_address(0x04)
        return int(self.ask("inl 0xcfc")[0], 16) >> 19 & 1

    def start(self):
        """Memory decode, bus master, and the controller out of reset."""
        self.config_address(0x10)
        self.ask(f"outl 0xcfc {BAR:#x}")
        self.config_address(0x04)
        self.ask("outl 0xcfc 0x6")
        if self.read(BAR, 2) == 0xFFFF:
            raise RuntimeError("no intel-hda at 00:04.0")

    def controller_reset(self):
        self.write(BAR + 0x08, 4, 0)
        self.write(BAR + 0x08, 4, 1)

    def verb(self, node, verb, payload, long_form=False):
        command = node << 20 | (verb << 16 | payload if long_form else verb << 8 | payload)
        self.write(BAR + 0x60, 4, command)
        self.write(BAR + 0x68, 2, 1)
        for _ in range(100):
            if self.read(BAR + 0x68, 2) & 1 == 0:
                break
        return self.read(BAR + 0x64, 4)

    def run_until(self, done, limit_seconds=20.0):
        self.monitor("cont")
        end = time.monotonic() + limit_seconds
        while not done():
            if time.monotonic() > end:
                raise RuntimeError("QEMU did not get there")
            time.sleep(0.002)
        self.monitor("stop")

    def program(self, entries, fill):
        """A list of entries one after the other, samples from fill(entry, index), the codec listening to the tag."""
        at = BUFFER
        for i, (size, ioc) in enumerate(entries):
            words = b"".join(struct.pack("<I", fill(i, n)) for n in range(size // 4))
            self.ask(f"write {at:#x} {size:#x} 0x{words.hex()}")
            self.ask(f"write {LIST + 16 * i:#x} 0x10 0x{struct.pack('<QII', at, size, int(ioc)).hex()}")
            at += size
        self.write(SD, 1, 1)  # stream reset
        self.write(SD, 1, 0)
        self.write(SD + 3, 1, 0x1C)
        self.write(SD + 2, 1, TAG << 4)
        self.write(SD + 0x08, 4, at - BUFFER)
        self.write(SD + 0x12, 2, 0x0011)
        self.write(SD + 0x0C, 2, len(entries) - 1)
        self.write(SD + 0x18, 4, LIST)
        self.write(SD + 0x1C, 4, 0)
        self.verb(2, 0x2, 0x0011, long_form=True)  # converter format
        self.verb(2, 0x706, TAG << 4)
        self.verb(3, 0x707, 0x40)  # pin: output


def reset_values(machine):
    machine.controller_reset()
    values = {name: machine.read(BAR + offset, width) for name, offset, width in GLOBALS}
    values.update({name: machine.read(SD + offset, width) for name, offset, width in STREAM})
    return {name: f"{value:#x}" for name, value in values.items()}


def write_masks(machine):
    masks = {}
    for name, offset, width in MASKED:
        machine.controller_reset()
        machine.write(BAR + offset, width, (1 << 8 * width) - 1)
        ones = machine.read(BAR + offset, width)
        machine.write(BAR + offset, width, 0)
        masks[name] = f"{ones & ~machine.read(BAR + offset, width):#x}"
    machine.controller_reset()
    return masks


def truth_table(machine):
    rows = []
    for row in range(16):
        completes, ioce, sie, gie = (bool(row >> bit & 1) for bit in range(4))
        machine.controller_reset()
        machine.program([(1024, completes), (1024, completes)], lambda entry, n: n)
        machine.write(SD, 1, 4 if ioce else 0)
        machine.write(SD, 1, (4 if ioce else 0) | 2)
        lap = {"high": 0, "wrapped": False}

        def moved():
            position = machine.read(SD + 4, 4)
            lap["wrapped"] |= position < lap["high"]
            lap["high"] = max(lap["high"], position)
            return lap["wrapped"] or (completes and machine.read(SD + 3, 1) & 4 != 0)

        machine.run_until(moved)
        machine.write(BAR + 0x20, 4, (0x80000000 if gie else 0) | (0x10 if sie else 0))
        rows.append({"BCIS": completes, "IOCE": ioce, "SIE": sie, "GIE": gie,
                     "SDSTS": f"{machine.read(SD + 3, 1):#x}", "INTSTS": f"{machine.read(BAR + 0x24, 4):#x}",
                     "line": machine.line()})
        machine.write(SD, 1, 0)
    return rows


def walk(machine):
    """Runs over the list for some laps; what was heard is read from the WAV after QEMU has ended."""
    machine.controller_reset()
    machine.program(WALK, lambda entry, n: (entry + 1) << 24 | n + 1)
    machine.write(SD, 1, 4)
    machine.write(SD, 1, 6)
    laps = {"count": 0, "last": 0}

    def enough():
        position = machine.read(SD + 4, 4)
        laps["count"] += position < laps["last"]
        laps["last"] = position
        return laps["count"] >= 6

    machine.run_until(enough)
    machine.write(SD, 1, 0)


def segments_heard(path):
    """Runs of consecutive words: [entry, first word, words], without the silence around them."""
    with open(path, "rb") as file:
        data = file.read()
    at = data.index(b"data") + 8
    segments = []
    for (word,) in struct.iter_unpack("<I", data[at:at + (len(data) - at) // 4 * 4]):
        entry, index = (word >> 24) - 1, (word & 0xFFFFFF) - 1
        if word == 0:
            continue
        if segments and segments[-1][0] == entry and segments[-1][1] + segments[-1][2] == index:
            segments[-1][2] += 1
        else:
            segments.append([entry, index, 1])
    return segments


def record(program):
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(program, folder)
        machine.start()
        trace = {"made_by": "tests/qemu/record_trace.py > tests/qemu/golden/intel_hda.json",
                 "qemu": subprocess.run([program, "--version"], capture_output=True, text=True).stdout.splitlines()[0],
                 "command": machine.command,
                 "reset": reset_values(machine), "write_masks": write_masks(machine)}
        trace["interrupt_tree"] = truth_table(machine)
        machine.close()
        # A machine of its own, so that the WAV holds the walk and nothing else.
        os.remove(os.path.join(folder, "qtest"))
        if os.path.exists(os.path.join(folder, "qmp")):
            os.remove(os.path.join(folder, "qmp"))
        machine = Machine(program, folder)
        machine.start()
        walk(machine)
        machine.close()
        heard = segments_heard(machine.wav)
        trace["walk"] = {"entries": [list(e) for e in WALK], "heard": heard[:len(WALK) * 5]}
        return trace


def text_of(trace):
    """JSON with one row of a table a line."""
    text = json.dumps(trace, indent=1)
    for key in ("interrupt_tree",):
        rows = ",\n  ".join(json.dumps(row) for row in trace[key])
        start = text.index(f'"{key}": [')
        end = text.index("\n ]", start) + 3
        text = text[:start] + f'"{key}": [\n  {rows}\n ]' + text[end:]
    start = text.index('"walk": {')
    text = text[:start] + '"walk": ' + json.dumps(trace["walk"]) + "\n}\n"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--qemu", default="qemu-system-x86_64")
    parser.add_argument("--compare", metavar="GOLDEN")
    arguments = parser.parse_args()
    program = shutil.which(arguments.qemu)
    if program is None:
        print(f"skipped: {arguments.qemu} is not installed (Debian: apt-get install --no-install-recommends qemu-system-x86)")
        return 77
    trace = record(program)
    if arguments.compare is None:
        sys.stdout.write(text_of(trace))
        return 0
    with open(arguments.compare, encoding="utf-8") as file:
        golden = json.load(file)
    differences = [f"{part}: golden {golden[part]}, live {trace[part]}"
                   for part in ("reset", "write_masks", "interrupt_tree", "walk") if golden[part] != trace[part]]
    print("\n".join(differences) or f"{trace['qemu']} agrees with {os.path.basename(arguments.compare)}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
