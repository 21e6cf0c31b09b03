#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes one C and one C++ unit per family of api_surface.tsv, which mentions every identifier of the family.

api_surface.tsv lists what public ACX drivers use of the driver headers. An identifier that the headers do not declare
makes its unit fail to compile, in a line that names it. How an identifier is mentioned follows from its kind: a type
gets an alias, a function its address taken, a constant is evaluated, a macro is tested by the preprocessor, a callback
is a function type or a member of the structure that carries it. Where the table's kind is the one it has in a driver's
source and not the one it has in a header, the tables below say so.

    generate_identifier_units.py --table api_surface.tsv --output DIRECTORY

prints how many identifiers are mentioned and excluded; it fails if one is neither.
"""

import argparse
import collections
import pathlib
import re
import sys

# Left out on purpose: family -> reason.
EXCLUDED_FAMILIES = {
    "other (SDCA/SoundWire headers)":
        "the SDCA and SoundWire class drivers are not modelled, and their headers are not part of the public DDI reference",
}

# Left out on purpose, one by one: identifier -> reason.
EXCLUDED_IDENTIFIERS = {
    "WdfIoNotificationTarget": "a member of one driver's own context structure; the framework has no such name",
}

# Nothing in the headers stands for these; the way in which drivers use them is compiled instead.
AS_TEXT = {
    "code_seg": '#pragma code_seg("PAGE")\n__declspec(code_seg("PAGE")) void acxsim_in_page_segment(void);\n#pragma code_seg()',
    "prefast": '#pragma prefast(suppress : __WARNING_MEMORY_LEAK, "why")\n#pragma prefast(push)\n#pragma prefast(pop)',
    "alloc_text": 'EXTERN_C VOID acxsim_in_init_segment(VOID);\n#pragma alloc_text(INIT, acxsim_in_init_segment)',
    "__pragma": '__pragma(warning(push)) __pragma(warning(pop))',
    "__INTELLISENSE__": '#ifdef __INTELLISENSE__\n#error "only an editor defines it"\n#endif',
    "_M_ARM64": '#if defined(_M_ARM64) == defined(_M_AMD64)\n#error "exactly one architecture"\n#endif',
    "_M_ARM64EC": '#ifdef _M_ARM64EC\n#error "emulation-compatible code is not built"\n#endif',
    "POINTER_32": 'typedef void *POINTER_32 acxsim_pointer_32;',
    "IN": 'void acxsim_in(IN ULONG Value);',
    "WPP_BIT_": '#define acxsim_wpp_bit(flag) WPP_BIT_##flag',
}

# Mentioned by a statement: overloaded or variadic in C++, or a keyword.
AS_STATEMENT = {
    "min": "(void)min(1, 2u);",
    "max": "(void)max(1, 2u);",
    "sin": "(void)sin(M_PI);",
    "offsetof": "(void)offsetof(LIST_ENTRY, Blink);",
    "sprintf_s": "{ char text[8]; (void)sprintf_s(text, sizeof(text), \"%d\", 1); }",
    "strcat_s": "{ char text[8] = \"a\"; (void)strcat_s(text, sizeof(text), \"b\"); }",
    "__declspec": "{ __declspec(align(16)) ULONG aligned = 0; (void)aligned; }",
    "__try": "__try { acxsim_work(); } __except (EXCEPTION_EXECUTE_HANDLER) { (void)GetExceptionCode(); }",
    "__except": "__try { acxsim_work(); } __except (GetExceptionCode() == STATUS_NO_MEMORY) { acxsim_work(); }",
    "GetExceptionCode": "(void)sizeof(GetExceptionCode());",
    "EXCEPTION_EXECUTE_HANDLER": "(void)(EXCEPTION_EXECUTE_HANDLER);",
    "__cdecl": "{ int (__cdecl *function)(void) = 0; (void)function; }",
    "IsEqualGUID": "(void)IsEqualGUID(ACXSIM_REF(GUID_NULL), ACXSIM_REF(GUID_NULL));",
    "IsEqualGUIDAligned": "(void)IsEqualGUIDAligned(ACXSIM_REF(GUID_NULL), ACXSIM_REF(GUID_NULL));",
    "scope_exit": "{ auto leave = wil::scope_exit([] { acxsim_work(); }); leave.release(); }",
}

# What it is in the headers, where that differs from what it looks like in a driver's source.
KIND_IN_HEADERS = {
    "KSMUSIC_TECHNOLOGY_PORT": "constant",
    "KSATTRIBUTE_AUDIOSIGNALPROCESSING_MODE": "type",
    "KSPIN_PHYSICALCONNECTION": "type",
    "RECORDER_LOG": "type",
    "RECORDER_CONFIGURE_PARAMS": "type",
    "RECORDER_LOG_CREATE_PARAMS": "type",
    "WdfUsbTargetDeviceSelectConfigType": "type",
    "USB_ENDPOINT_DIRECTION_IN": "macro",
    "USB_ENDPOINT_DIRECTION_OUT": "macro",
    "USB_ENDPOINT_TYPE_ISOCHRONOUS_USAGE": "macro",
    "ACPI_EVAL_OUTPUT_BUFFER_ARGUMENTS_BEGIN": "macro",
    "ACPI_EVAL_OUTPUT_BUFFER_ARGUMENTS_END": "macro",
    "ACPI_METHOD_ARGUMENT_BUFFER": "constant",
    "ACPI_METHOD_ARGUMENT_INTEGER": "constant",
    "ACPI_METHOD_ARGUMENT_PACKAGE": "constant",
    "ACPI_METHOD_ARGUMENT_STRING": "constant",
    "ALLOC_PRAGMA": "macro",
    "_URB_CONTROL_DESCRIPTOR_REQUEST": "struct",
    "_URB_CONTROL_VENDOR_OR_CLASS_REQUEST": "struct",
    "wil": "namespace",
}

# Only C++ has it.
CPP_ONLY = {"wil", "scope_exit"}

# Member names of callbacks -> the structures that carry them.
MEMBERS_OF = {
    "WDF_OBJECT_ATTRIBUTES": ["EvtCleanupCallback", "EvtDestroyCallback"],
    "WDF_DRIVER_CONFIG": ["EvtDriverUnload"],
    "WDF_PNPPOWER_EVENT_CALLBACKS": [
        "EvtDevicePrepareHardware", "EvtDeviceReleaseHardware", "EvtDeviceD0Entry", "EvtDeviceD0Exit",
        "EvtDeviceSelfManagedIoInit", "EvtDeviceSurpriseRemoval"],
    "WDF_IO_QUEUE_CONFIG": ["EvtIoDeviceControl"],
    "ACX_STREAM_CALLBACKS": [
        "EvtAcxStreamPause", "EvtAcxStreamPrepareHardware", "EvtAcxStreamReleaseHardware", "EvtAcxStreamRun",
        "EvtAcxStreamAssignDrmContentId"],
    "ACX_RT_STREAM_CALLBACKS": [
        "EvtAcxStreamAllocateRtPackets", "EvtAcxStreamFreeRtPackets", "EvtAcxStreamGetCapturePacket",
        "EvtAcxStreamGetCurrentPacket", "EvtAcxStreamGetHwLatency", "EvtAcxStreamGetPresentationPosition",
        "EvtAcxStreamSetRenderPacket"],
    "ACX_CIRCUIT_PNPPOWER_CALLBACKS": ["EvtAcxCircuitPowerDown", "EvtAcxCircuitPowerUp"],
    "ACX_CIRCUIT_COMPOSITE_CALLBACKS": ["EvtAcxCircuitCompositeCircuitInitialize", "EvtAcxCircuitCompositeInitialize"],
    "ACX_PIN_CALLBACKS": ["EvtAcxPinSetDataFormat", "EvtAcxPinConnected", "EvtAcxPinDisconnected", "EvtAcxPinRetrieveName"],
    "ACX_MUTE_CALLBACKS": ["EvtAcxMuteAssignState", "EvtAcxMuteRetrieveState"],
    "ACX_VOLUME_CALLBACKS": [
        "EvtAcxVolumeAssignLevel", "EvtAcxVolumeRetrieveLevel", "EvtAcxRampedVolumeAssignLevel"],
    "ACX_JACK_CALLBACKS": ["EvtAcxJackRetrievePresenceState"],
    "ACX_AUDIOMODULE_CALLBACKS": ["EvtAcxAudioModuleProcessCommand"],
    "ACX_PEAKMETER_CALLBACKS": ["EvtAcxPeakMeterRetrieveLevel"],
    "ACX_AUDIOENGINE_CALLBACKS": [
        "EvtAcxAudioEngineAssignEffectsState", "EvtAcxAudioEngineAssignEngineDeviceFormat",
        "EvtAcxAudioEngineRetrieveBufferSizeLimits", "EvtAcxAudioEngineRetrieveEffectsState",
        "EvtAcxAudioEngineRetrieveEngineMixFormat"],
    "ACX_STREAMAUDIOENGINE_CALLBACKS": [
        "EvtAcxStreamAudioEngineAssignCurrentWritePosition", "EvtAcxStreamAudioEngineAssignEffectsState",
        "EvtAcxStreamAudioEngineAssignLastBufferPosition", "EvtAcxStreamAudioEngineAssignLoopbackProtection",
        "EvtAcxStreamAudioEngineRetrieveEffectsState", "EvtAcxStreamAudioEngineRetrieveLinearBufferPosition",
        "EvtAcxStreamAudioEngineRetrievePresentationPosition"],
    "ACX_KEYWORDSPOTTER_CALLBACKS": [
        "EvtAcxKeywordSpotterAssignArm", "EvtAcxKeywordSpotterAssignPatterns", "EvtAcxKeywordSpotterAssignReset",
        "EvtAcxKeywordSpotterRetrieveArm"],
    "ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS": [
        "EvtAcxFactoryCircuitCreateCircuit", "EvtAcxFactoryCircuitCreateCircuitDevice"],
}
STRUCTURE_OF = {member: structure for structure, members in MEMBERS_OF.items() for member in members}

# Before anything else in every unit, in the order in which drivers have them.
INCLUDES = """\
#include <acx.h>
#include <initguid.h>

#include <acpiioct.h>
#include <devguid.h>
#include <devpkey.h>
#include <driverspecs.h>
#include <evntrace.h>
#include <ks.h>
#include <ksmedia.h>
#include <math.h>
#include <mmreg.h>
#include <mmsystem.h>
#include <ntddk.h>
#include <ntintsafe.h>
#include <ntstrsafe.h>
#include <propkeydef.h>
#include <specstrings.h>
#include <stdio.h>
#include <string.h>
#include <usbdi.h>
#include <usbdlib.h>
#include <usbioctl.h>
#include <wdf.h>
#include <wdfusb.h>
#include <wdm.h>
#include <wdmguid.h>
#include <windef.h>
#include <wmistr.h>
#include <wtypes.h>
"""


# What a driver writes itself before it includes its .tmh file; the macros of the family come from the generated file.
WPP_PREAMBLE = """\
#include <WppRecorder.h>
#define WPP_CONTROL_GUIDS                                                                                              \\
    WPP_DEFINE_CONTROL_GUID(IdentifierGuid, (D0F1A2B3, C4D5, 4E6F, 8091, A2B3C4D5E6F7), WPP_DEFINE_BIT(FLAG_ALL))
#define WPP_LEVEL_FLAGS_LOGGER(level, flags) WPP_LEVEL_LOGGER(flags)
#define WPP_LEVEL_FLAGS_ENABLED(level, flags) (WPP_LEVEL_ENABLED(flags) && WPP_CONTROL(WPP_BIT_##flags).Level >= level)
/*
 begin_wpp config
 FUNC TraceEvents(LEVEL, FLAGS, MSG, ...);
 FUNC DrvLogger{LEVEL=TRACE_LEVEL_VERBOSE}(FLAGS, MSG, ...);
 FUNC DrvLogCritical{LEVEL=TRACE_LEVEL_CRITICAL}(FLAGS, MSG, ...);
 FUNC DrvLogError{LEVEL=TRACE_LEVEL_ERROR}(FLAGS, MSG, ...);
 FUNC DrvLogWarning{LEVEL=TRACE_LEVEL_WARNING}(FLAGS, MSG, ...);
 FUNC DrvLogInfo{LEVEL=TRACE_LEVEL_INFORMATION}(FLAGS, MSG, ...);
 FUNC DrvLogVerbose{LEVEL=TRACE_LEVEL_VERBOSE}(FLAGS, MSG, ...);
 FUNC DrvLogEnter{LEVEL=TRACE_LEVEL_VERBOSE, FLAGS=FLAG_ALL}(...);
 FUNC DrvLogExit{LEVEL=TRACE_LEVEL_VERBOSE, FLAGS=FLAG_ALL}(...);
 end_wpp
*/
"""


class TableError(Exception):
    pass


def read_table(path):
    rows = []
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].split("\t")[:3] != ["family", "identifier", "kind"]:
        raise TableError(f"{path}: the first line must name the columns family, identifier, kind")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) < 3 or not re.fullmatch(r"[A-Za-z_]\w*", cells[1]):
            raise TableError(f"{path}:{number}: expected family, identifier, kind: {line!r}")
        rows.append((cells[0], cells[1], cells[2]))
    return rows


class Unit:
    """What one unit says: at file level, and in the statements of one function."""

    def __init__(self):
        self.declarations = []
        self.statements = []
        self.mentioned = []

    def mention(self, identifier, kind, is_cpp):
        """Adds the identifier; False if nothing is known about its kind."""
        kind = KIND_IN_HEADERS.get(identifier, kind)
        present_or_address = f"#ifndef {identifier}\n    (void)&{identifier};\n#endif"
        if identifier in AS_TEXT:
            self.declarations.append(AS_TEXT[identifier])
        elif identifier in AS_STATEMENT:
            self.statements.append(AS_STATEMENT[identifier])
        elif kind == "namespace":
            self.declarations.append(f"namespace acxsim_alias_of_{identifier} = {identifier};")
        elif kind == "struct":
            self.declarations.append(f"typedef struct {identifier} acxsim_mentions_{identifier};")
            self.statements.append(f"(void)sizeof(acxsim_mentions_{identifier});")
        elif kind == "type":
            self.declarations.append(f"typedef {identifier} acxsim_mentions_{identifier};")
            if not is_cpp: # a typedef of C may name a function type or void: a pointer to it is always complete
                self.statements.append(f"(void)sizeof(acxsim_mentions_{identifier} *);")
        elif kind == "callback":
            if identifier in STRUCTURE_OF:
                self.statements.append(f"(void)offsetof({STRUCTURE_OF[identifier]}, {identifier});")
            elif identifier.startswith("PFN_"):
                self.declarations.append(f"typedef {identifier} acxsim_mentions_{identifier};")
            elif identifier.isupper() or re.fullmatch(r"[A-Z0-9_]+", identifier):
                # a function type: a driver declares its function with it
                self.declarations.append(f"extern {identifier} acxsim_mentions_{identifier};")
            else:
                return False
        elif kind in ("function", "macro"):
            self.statements.append(present_or_address)
        elif kind == "constant":
            self.statements.append(f"(void)({identifier});")
        elif kind == "annotation":
            self.declarations.append(f'#ifndef {identifier}\n#error "{identifier} is missing"\n#endif')
        else:
            return False
        self.mentioned.append(identifier)
        return True

    def text(self, family, is_cpp):
        lines = [f"// {family}: generated by generate_identifier_units.py. Compiled, never run.", INCLUDES]
        if is_cpp:
            lines.append("#include <wil/resource.h>\n")
        if family.startswith("WPP"):
            lines.append(WPP_PREAMBLE)
            lines.append(f'#include "{unit_name(family)}.tmh"\n')
        lines.append("EXTERN_C void acxsim_work(void);")
        lines.append(f"#define ACXSIM_REF(guid) {'guid' if is_cpp else '(&guid)'}")
        lines += self.declarations
        lines.append("EXTERN_C void acxsim_mention_all(void);\nEXTERN_C void acxsim_mention_all(void) {")
        for statement in self.statements:
            lines.append(statement if statement.startswith("#") else f"    {statement}")
        lines.append("}\n")
        return "\n".join(lines)


def unit_name(family):
    return "identifiers_" + re.sub(r"\W+", "_", family.split("(")[-1 if family.startswith("other") else 0]).strip("_").lower()


def is_excluded(family, identifier):
    return family in EXCLUDED_FAMILIES or identifier in EXCLUDED_IDENTIFIERS


def generate(rows, output):
    """Writes the units. Returns mentioned identifiers per language, excluded rows, and rows that are neither."""
    families = collections.OrderedDict()
    excluded, lost = [], []
    for family, identifier, kind in rows:
        if is_excluded(family, identifier):
            excluded.append(identifier)
        else:
            families.setdefault(family, []).append((identifier, kind))
    mentioned = {"c": set(), "cpp": set()}
    for family, identifiers in families.items():
        for language, is_cpp in (("c", False), ("cpp", True)):
            unit = Unit()
            for identifier, kind in identifiers:
                if identifier in CPP_ONLY and not is_cpp:
                    continue
                if not unit.mention(identifier, kind, is_cpp):
                    lost.append((family, identifier, kind))
            mentioned[language].update((family, identifier) for identifier in unit.mentioned)
            path = output / f"{unit_name(family)}_{language}.{language}"
            text = unit.text(family, is_cpp).replace(f'{unit_name(family)}.tmh"', f'{path.name}.tmh"')
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
    return mentioned, excluded, lost


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    try:
        rows = read_table(arguments.table)
    except (OSError, TableError) as error:
        print(f"generate_identifier_units: {error}", file=sys.stderr)
        return 2
    mentioned, excluded, lost = generate(rows, arguments.output)
    wanted = {(family, identifier) for family, identifier, _ in rows
              if not is_excluded(family, identifier)}
    for family, identifier, kind in lost:
        print(f"{family}: {identifier}: kind {kind!r}: no way to mention it", file=sys.stderr)
    for family, identifier in sorted(wanted - mentioned["cpp"]):
        print(f"{family}: {identifier} is not in the C++ unit and not excluded", file=sys.stderr)
    for family, identifier in sorted(wanted - mentioned["c"]):
        if identifier not in CPP_ONLY:
            print(f"{family}: {identifier} is not in the C unit and not excluded", file=sys.stderr)
    print(f"{len(rows)} identifiers: {len(mentioned['cpp'])} mentioned in C++, {len(mentioned['c'])} in C "
          f"({len(CPP_ONLY)} exist in C++ only), {len(excluded)} excluded")
    for name, reason in (EXCLUDED_FAMILIES | EXCLUDED_IDENTIFIERS).items():
        print(f"excluded: {name}: {reason}")
    complete = not lost and wanted <= mentioned["cpp"] and {
        row for row in wanted if row[1] not in CPP_ONLY} <= mentioned["c"]
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
