#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`acxsim build` as a driver developer uses it: a project as Visual Studio writes it, with both compilers.

Usage: build_command_test.py --acxsim PROGRAM --repository FOLDER [CASE...]
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BOM = b"\xef\xbb\xbf"

PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <PropertyGroup Label="Globals">
    <Configuration>Debug</Configuration>
    <KMDF_VERSION_MAJOR>1</KMDF_VERSION_MAJOR>
    <KMDF_VERSION_MINOR>31</KMDF_VERSION_MINOR>
  </PropertyGroup>
  <Import Project="$(VCTargetsPath)\\Microsoft.Cpp.Default.props" />
  <PropertyGroup Label="Configuration">
    <ConfigurationType>Driver</ConfigurationType>
    <DriverType>KMDF</DriverType>
  </PropertyGroup>
  <ItemDefinitionGroup Condition="'$(Configuration)|$(Platform)'=='Debug|x64'">
    <ClCompile>
      <AdditionalIncludeDirectories>$(SDK_INC_PATH);..\\inc;%(AdditionalIncludeDirectories)</AdditionalIncludeDirectories>
      <PreprocessorDefinitions>FROM_PROJECT=\\"a b\\";%(PreprocessorDefinitions)</PreprocessorDefinitions>
    </ClCompile>
  </ItemDefinitionGroup>
  <ItemGroup>
    <ClCompile Include="DRIVER.c" />
    <ClCompile Include="Jumps.cpp" />
  </ItemGroup>
  <ItemGroup>
    <ProjectReference Include="..\\library\\Library.vcxproj" />
  </ItemGroup>
  <Import Project="$(VCTargetsPath)\\Microsoft.Cpp.targets" />
</Project>
"""

LIBRARY = """<Project>
  <PropertyGroup><ConfigurationType>StaticLibrary</ConfigurationType></PropertyGroup>
  <ItemDefinitionGroup><ClCompile><PreprocessorDefinitions>IN_LIBRARY=7</PreprocessorDefinitions></ClCompile></ItemDefinitionGroup>
  <ItemGroup><ClCompile Include="part.c" /></ItemGroup>
</Project>
"""

DRIVER_C = r"""#include <NTDDK.h>
#include "Wdf.h"
#include "..\Inc\Shared.h"
#include "LOCAL.h"

#define LONG_MACRO(a) \
    do { \
        (void)(a); \
    } while (0)

DRIVER_INITIALIZE DriverEntry;

#if !DBG || KMDF_VERSION_MINOR != 31
#error definitions are missing
#endif

NTSTATUS DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    LONG_MACRO(path);
    if (sizeof(FROM_PROJECT) != 4) return STATUS_UNSUCCESSFUL;
    (void)driver;
    return Shared(LOCAL_NUMBER) + Part() + Jumps(NULL) == 0 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
"""

JUMPS_CPP = r"""#include "Shared.h"

#define LEAVE_IF(condition) \
    do { if (condition) goto Exit; } while (0)

struct Pair { int a; int b; };

__declspec(code_seg("PAGE"))
extern "C" int Jumps(void *p)
{
    int result = 1;
    if (p == nullptr) goto Exit;
    LEAVE_IF(result == 0);
    {
        Pair pair = {1, 2};
        int sum = pair.a + pair.b;
        result = sum;
    }
    Pair late = {3, 4};
    const int more = late.a;
    result = more;
Exit:
    return result;
}
"""


def crlf(text):
    return BOM + text.replace("\n", "\r\n").encode()


class Bench:
    def __init__(self, acxsim, repository):
        self.acxsim = acxsim
        self.repository = pathlib.Path(repository)
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name).resolve()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def build(self, *arguments, path=None, expect=0):
        environment = dict(os.environ)
        if path is not None:
            environment["PATH"] = str(path)
        done = subprocess.run([self.acxsim, "build", *map(str, arguments)], capture_output=True, text=True, timeout=300,
                              check=False, cwd=self.folder, env=environment)
        if done.returncode != expect:
            raise AssertionError(f"exit code {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
        return done

    def project(self):
        self.write("Driver/My Driver.vcxproj", crlf(PROJECT))
        self.write("Driver/driver.c", crlf(DRIVER_C))
        self.write("Driver/jumps.cpp", crlf(JUMPS_CPP))
        self.write("Driver/local.h", crlf("#define LOCAL_NUMBER -8\n"))
        self.write("Inc/shared.h", crlf('#pragma once\n#include <ntddk.h>\nEXTERN_C_START\nint Part(void);\nint Jumps(void *);\n'
                                        "EXTERN_C_END\n#define Shared(x) (x)\n"))
        self.write("Library/library.vcxproj", LIBRARY)
        self.write("Library/Part.c", "int Part(void) { return IN_LIBRARY; }\n")
        return self.folder / "Driver/My Driver.vcxproj"


def contains(text, *parts):
    for part in parts:
        if str(part) not in text:
            raise AssertionError(f"{part!r} is not in:\n{text}")


def differs(text, *parts):
    for part in parts:
        if part in text:
            raise AssertionError(f"{part!r} should not be in:\n{text}")


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")


def with_compiler(bench, compiler):
    project = bench.project()
    module = bench.folder / "out/My Driver.so"
    first = bench.build(project, "-o", module, "--cc", compiler)
    contains(first.stdout, "My Driver.so", "3 files compiled")
    contains(first.stderr, "driver.c", "jumps.cpp", "Part.c")
    differs(first.stderr, "note:")
    before = module.stat().st_mtime_ns
    equal(sorted(p.name for p in module.parent.iterdir()), ["My Driver.build", "My Driver.so", "compile_commands.json"])
    commands = json.loads((module.parent / "compile_commands.json").read_text())
    contains(" ".join(c["file"] for c in commands), "driver.c", "jumps.cpp", "Part.c")

    second = bench.build(project, "-o", module, "--cc", compiler)
    contains(second.stdout, "nothing to compile")
    equal(module.stat().st_mtime_ns, before)

    later = time.time() + 2
    os.utime(bench.folder / "Driver/local.h", (later, later))
    contains(bench.build(project, "-o", module, "--cc", compiler).stdout, "1 file compiled")
    os.utime(bench.folder / "Inc/shared.h", (later, later))
    contains(bench.build(project, "-o", module, "--cc", compiler).stdout, "2 files compiled")
    contains(bench.build(project, "-o", module, "--cc", compiler, "--clean").stdout, "3 files compiled")
    # Another optimisation is another command line.
    contains(bench.build(project, "-o", module, "--cc", compiler, "--debug").stdout, "3 files compiled")


def case_gcc(bench):
    with_compiler(bench, "gcc")


def case_clang(bench):
    with_compiler(bench, "clang")


def case_configuration(bench):
    project = bench.project()
    contains(bench.build(project, "--configuration", "Release", expect=2).stderr, "FROM_PROJECT is not declared",
             "the header Shared.h is not found")
    bench.build(project, "--configuration", "Release", "-DFROM_PROJECT=1", "-IInc", "-DDBG=1")


def case_cmake_function(bench):
    """acxsim_add_driver prepares headers when a source needs it, and again when that changes."""
    bench.project()
    modules = bench.repository / "cmake"
    bench.write("CMakeLists.txt", f"""cmake_minimum_required(VERSION 3.25)
project(outside C CXX)
set(ACXSIM_EXECUTABLE {bench.acxsim})
include({modules}/AcxsimAddDriver.cmake)
acxsim_add_driver_library(NAME part SOURCES Library/Part.c DEFINITIONS IN_LIBRARY=7)
acxsim_add_driver(NAME outside SOURCES Driver/driver.c Driver/jumps.cpp INCLUDE_DIRECTORIES Inc LIBRARIES part
    DEFINITIONS DBG=1 KMDF_VERSION_MINOR=31 "FROM_PROJECT=\\"a b\\"")
""")
    for compilers in (("gcc", "g++"), ("clang", "clang++")):
        out = bench.folder / f"out-{compilers[0]}"

        def run(*command):
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=bench.folder)
            if done.returncode != 0:
                raise AssertionError(done.stdout + done.stderr)
            return done.stdout

        run("cmake", "-G", "Ninja", "-S", ".", "-B", str(out), f"-DCMAKE_C_COMPILER={compilers[0]}",
            f"-DCMAKE_CXX_COMPILER={compilers[1]}")
        contains(run("cmake", "--build", str(out)), "Preparing the headers of outside")
        equal((out / "part.prepared").exists(), False)
        contains(run("cmake", "--build", str(out)), "no work to do")
        bench.write("Driver/second.h", "")
        text = (bench.folder / "Driver/local.h").read_bytes()
        bench.write("Driver/local.h", text + b'#include "SECOND.H"\r\n')
        shown = run("cmake", "--build", str(out))
        contains(shown, "Preparing the headers of outside", "driver.c.o")
        differs(shown, "jumps.cpp.o")
        contains(run("cmake", "--build", str(out)), "no work to do")
        bench.write("Driver/local.h", text)


def case_folder_runs(bench):
    source = bench.repository / "scenarios/drivers/timer_codec"
    bench.build(source, "-o", "timer.so")
    done = subprocess.run([bench.acxsim, "run", "--driver", "./timer.so", "--set", 'hardware.model="timer"', "--until", "100ms"],
                          capture_output=True, text=True, cwd=bench.folder, timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    contains(done.stdout, "PASS")


def case_causes(bench):
    bench.write("bad/a.c", '#include <vendor/secret.h>\n')
    bench.write("bad/b.c", '#include <vendor/secret.h>\n')
    bench.write("bad/c.cpp", "#include <ntddk.h>\nint f() { return KeFrobnicate(1) + KeFrobnicate(2); }\n"
                             "int g() { return KeFrobnicate(3); }\n")
    bench.write("bad/d.c", "#include <ntddk.h>\nvoid h(void) { WdfObjectDelete(0); }\n")
    for compiler in ("gcc", "clang"):
        done = bench.build("bad", "--cc", compiler, "-o", f"{compiler}.so", expect=2)
        contains(done.stderr, "3 causes", "the header vendor/secret.h is not found", "bad/a.c:1", "bad/b.c:1",
                 "KeFrobnicate is not declared", "bad/c.cpp:3", "WdfObjectDelete is not declared", "<wdf/object.h>", "build.log")
        equal((bench.folder / f"{compiler}.so").exists(), False)
        shown = bench.build("bad", "--cc", compiler, "-o", f"{compiler}.so", "--verbose", expect=2)
        contains(shown.stderr, "c.cpp:2:")
    bench.write("good/a.c", "#include <ntddk.h>\nint nothing;\n")
    done = bench.build("good", expect=2)
    contains(done.stderr, "no source defines DriverEntry")
    equal((bench.folder / "good.so").exists(), False)


def case_older_module(bench):
    bench.write("d/a.c", "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { (void)d; (void)p; return 0; }\n")
    bench.build("d")
    before = (bench.folder / "d.so").read_bytes()
    bench.write("d/a.c", "#error broken\n")
    contains(bench.build("d", expect=2).stderr, "still that of an earlier build")
    equal((bench.folder / "d.so").read_bytes(), before)


def case_sanitize(bench):
    bench.write("d/a.c", "#include <ntddk.h>\nint z[3];\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n"
                         "{ (void)p; return z[(ULONG_PTR)d]; }\n")
    for compiler in ("gcc", "clang"):
        bench.build("d", "--sanitize", "address,undefined", "--cc", compiler, "-o", compiler + ".so")
        contains((bench.folder / (compiler + ".so")).read_bytes().decode("latin-1"), "__asan_", "__ubsan_")
        # This test is not made for sanitized simulators: an ordinary one says what is wrong.
        done = subprocess.run([bench.acxsim, "inspect", f"./{compiler}.so"], capture_output=True, text=True,
                              cwd=bench.folder, timeout=120, check=False)
        equal(done.returncode, 2)
        contains(done.stderr, "was built with sanitizers")
    contains(bench.build("d", "--sanitize", "thread", expect=2).stderr, "thread")


def case_bad_input(bench):
    good = bench.project()
    bench.write("empty/readme.txt", "nothing")
    bench.write("two/a.vcxproj", PROJECT)
    bench.write("two/b.vcxproj", PROJECT)
    bench.write("all.sln", "solution")
    bench.write("text.txt", "text")
    bench.write("broken.vcxproj", "<Project>\n  <ItemGroup>\n</Project>\n")
    bench.write("gone.vcxproj", "<Project>\n<ItemGroup>\n<ClCompile Include=\"no.c\" />\n</ItemGroup></Project>\n")
    bench.write("unknown.vcxproj", "<Project>\n<ItemGroup Condition=\"'$(Flavor)'=='x'\">\n<ClCompile Include=\"text.txt\" />\n"
                                   "</ItemGroup></Project>\n")
    bench.write("library.vcxproj", LIBRARY)
    bench.write("foreign.build/keep", "mine")
    bench.write("fake-gcc", "#!/bin/sh\necho who knows\n").chmod(0o755)
    bench.write("fake-g++", "#!/bin/sh\necho who knows\n").chmod(0o755)
    tools = bench.folder / "tools"
    tools.mkdir()
    for name in ("gcc", "g++", "cmake"):
        (tools / name).symlink_to(shutil.which(name))
    nothing = bench.folder / "nothing"
    nothing.mkdir()
    cases = [
        ("no path", [], ["path"]),
        ("no such path", ["nowhere.vcxproj"], ["nowhere.vcxproj", "No such file"]),
        ("nothing in the folder", ["empty"], ["neither a .vcxproj nor a source"]),
        ("two projects in the folder", ["two"], ["a.vcxproj, b.vcxproj"]),
        ("a solution", ["all.sln"], ["is a solution"]),
        ("no source", ["text.txt"], ["text.txt"]),
        ("two projects", [good, "two/a.vcxproj"], ["together"]),
        ("not XML", ["broken.vcxproj"], ["broken.vcxproj:3:", "does not parse"]),
        ("missing source", ["gone.vcxproj"], ["gone.vcxproj:3", "no.c"]),
        ("unknown property", ["unknown.vcxproj"], ["unknown.vcxproj:3", "$(Flavor)", "--property Flavor=VALUE"]),
        ("a library", ["library.vcxproj"], ["static library"]),
        ("unknown compiler", [good, "--cc", "tcc"], ["tcc"]),
        ("missing compiler", [good, "--cc", "/no/gcc-99"], ["/no/gcc-99"]),
        ("not a compiler", [good, "--cc", bench.folder / "fake-gcc"], ["neither gcc nor clang", "who knows"]),
        ("unwritable output", [good, "-o", "/proc/nowhere/x.so"], ["/proc/nowhere", "cannot be written"]),
        ("output is a folder", [good, "-o", "empty"], ["is a folder"]),
        ("foreign build folder", [good, "-o", "foreign.so"], ["foreign.build is not a build folder"]),
        ("foreign build folder, clean", [good, "-o", "foreign.so", "--clean"], ["foreign.build is not a build folder"]),
        ("bad property", [good, "--property", "x"], ["NAME=VALUE"]),
        ("missing include directory", [good, "-I", "no/inc"], ["no/inc"]),
        ("unknown option", [good, "--frobnicate"], ["--frobnicate"]),
    ]
    for name, arguments, expected in cases:
        done = bench.build(*arguments, expect=2)
        contains(done.stderr, *expected)
        equal((name, done.stdout), (name, ""))
    contains(bench.build(good, path=nothing, expect=2).stderr, "there is no compiler")
    contains(bench.build(good, path=tools, expect=2).stderr, "ninja")
    equal((bench.folder / "foreign.build/keep").read_text(), "mine")
    left = [p.name for p in bench.folder.iterdir() if p.suffix in (".so", ".build") and p.name != "foreign.build"]
    equal(left, [])


def case_interrupt(bench):
    project = bench.project()
    mark = bench.folder / "started"
    for name in ("gcc", "g++"):
        bench.write(f"slow-{name}", f"#!/bin/sh\ncase \"$1\" in --version) exec {name} --version;; esac\n"
                                    f"touch '{mark}'\nsleep 60\n").chmod(0o755)
    process = subprocess.Popen([bench.acxsim, "build", str(project), "--cc", str(bench.folder / "slow-gcc")],
                               cwd=bench.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.time() + 60
    while not mark.exists() and time.time() < deadline:
        time.sleep(0.05)
    begun = time.time()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    equal(process.returncode, 130)
    contains(errors, "interrupted")
    if time.time() - begun > 30:
        raise AssertionError("the compiler was waited for")
    equal([p.name for p in bench.folder.iterdir() if p.suffix == ".so"], [])
    # What was begun is finished the next time.
    contains(bench.build(project, "--cc", "gcc").stdout, "3 files compiled")


CASES = {name[5:]: function for name, function in globals().items() if name.startswith("case_")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acxsim", required=True)
    parser.add_argument("--repository", required=True)
    parser.add_argument("cases", nargs="*", choices=[[], *CASES], metavar="CASE", default=[])
    options = parser.parse_args()
    wrong = 0
    for name in options.cases or CASES:
        bench = Bench(str(pathlib.Path(options.acxsim).resolve()), options.repository)
        begun = time.time()
        try:
            CASES[name](bench)
            print(f"ok   {name} ({time.time() - begun:.1f} s)")
        except (AssertionError, subprocess.TimeoutExpired) as problem:
            wrong += 1
            print(f"FAIL {name}: {problem}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
