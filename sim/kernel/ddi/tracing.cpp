// SPDX-License-Identifier: MIT
//
// DDIs: what the generated trace macros call (WPP), TraceLogging events, and the inflight recorder's set-up. Every line
// goes to the DriverLog; recorder logs are names only, their sizes have no effect. Source: "WPP Software Tracing",
// TraceLoggingProvider.h and wpprecorder.h references.
#include <array>
#include <cstdarg>
#include <cstring>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/trace_format.hpp"

#define NOMINMAX
#include "TraceLoggingProvider.h"
#include "WppRecorder.h"
#include "acxsim_trace.h"

using namespace acxsim::kernel;

namespace {

constexpr int values_max = 64;

std::string_view base_name(const char *path) {
    std::string_view text = path == nullptr ? "" : path;
    const std::size_t slash = text.find_last_of("/\\");
    return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

TraceValue taken(const ACXSIM_TRACE_VALUE &given) {
    TraceValue value;
    value.kind = static_cast<TraceValue::Class>(given.Class);
    value.size_bytes = given.Size;
    if (value.kind == TraceValue::Class::Record) {
        value.record = given.Data;
        return value;
    }
    if (given.Size == 0) { // an address by itself
        value.bits = reinterpret_cast<std::uint64_t>(given.Data);
        value.size_bytes = sizeof(void *);
        return value;
    }
    std::memcpy(&value.bits, given.Data, std::min<std::size_t>(given.Size, 8));
    if (value.kind == TraceValue::Class::Real && given.Size == sizeof(float)) {
        float single = 0;
        std::memcpy(&single, given.Data, sizeof single);
        const double real = single;
        std::memcpy(&value.bits, &real, sizeof real);
    } else if (value.kind == TraceValue::Class::Signed && given.Size < 8) {
        const unsigned shift = 64 - given.Size * 8;
        value.bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(value.bits << shift) >> shift);
    }
    return value;
}

// The line where the call begins, whichever of its lines the compiler says.
int first_line(const ACXSIM_TRACE_ITEM *items, std::string_view file, int line) {
    for (; items != nullptr && items->Format != nullptr; ++items) {
        if (items->Kind == ACXSIM_TRACE_ITEM_LINE && file == items->Text && (items->Value & 0xffffffff) == line)
            return static_cast<int>(items->Value >> 32);
    }
    return line;
}

bool is_line_mark(const ACXSIM_TRACE_VALUE &given) {
    return given.Class == ACXSIM_TRACE_RECORD && given.Size == sizeof(ACXSIM_TRACE_LINE_MARK) &&
           std::memcmp(given.Data, &ACXSIM_TRACE_LINE_HERE, sizeof(ACXSIM_TRACE_LINE_MARK)) == 0;
}

// The message as narrow text, whatever its characters are.
std::string message_text(const void *message, unsigned unit) {
    if (message == nullptr) return {};
    if (unit != 2) return static_cast<const char *>(message);
    const auto *wide = static_cast<const char16_t *>(message);
    std::size_t length = 0;
    while (length < DriverLog::text_max && wide[length] != 0)
        ++length;
    return utf8_from_wide(wide, length);
}

DebugText formatted(std::string_view format, const TraceValue &value) {
    TraceMessage message;
    message.format = format;
    return format_trace_message(message, std::span(&value, 1));
}

std::string_view format_of(const ACXSIM_TRACE_FIELD &field, const TraceValue &value) {
    switch (field.Kind) {
    case AcxSimFieldDecimal:
        return value.kind == TraceValue::Class::Unsigned ? "%I64u" : "%I64d";
    case AcxSimFieldHex:
        return "0x%I64X";
    case AcxSimFieldBoolean:
        return "%!bool!";
    case AcxSimFieldString:
        return "\"%s\"";
    case AcxSimFieldWideString:
        return "\"%ws\"";
    case AcxSimFieldAnsiString:
        return "\"%Z\"";
    case AcxSimFieldUnicodeString:
        return "\"%wZ\"";
    case AcxSimFieldGuid:
        return "%!GUID!";
    case AcxSimFieldStatus:
        return "%!STATUS!";
    case AcxSimFieldResult:
        return "%!HRESULT!";
    case AcxSimFieldError:
        return "%!WINERROR!";
    case AcxSimFieldPointer:
        return "%p";
    case AcxSimFieldFileTime:
        return "%!TIMESTAMP!";
    default:
        return "%!value!"; // by its class
    }
}

DebugText field_text(const ACXSIM_TRACE_FIELD &field) {
    const TraceValue value = taken(field.Value);
    switch (field.Kind) {
    case AcxSimFieldString:
    case AcxSimFieldWideString:
        if (field.Count >= 0)
            return formatted(fmt::format("\"%.{}{}\"", std::min<long long>(field.Count, DriverLog::text_max),
                                         field.Kind == AcxSimFieldString ? "s" : "ws"),
                             value);
        return formatted(format_of(field, value), value);
    case AcxSimFieldBinary:
    case AcxSimFieldArray:
    case AcxSimFieldHexArray: {
        constexpr long long elements_max = 256;
        std::string text;
        const bool binary = field.Kind == AcxSimFieldBinary;
        for (long long i = 0; i < std::min(field.Count, elements_max); ++i) {
            std::uint64_t element = 0;
            const auto *at = reinterpret_cast<const char *>(value.bits) + i * field.ElementSize;
            if (read_memory(at, &element, static_cast<std::size_t>(field.ElementSize)) == 0) {
                text += "<unreadable>";
                break;
            }
            text += i == 0 ? "" : binary ? " " : ", ";
            text += binary                              ? fmt::format("{:02x}", element)
                    : field.Kind == AcxSimFieldHexArray ? fmt::format("0x{:X}", element)
                                                        : fmt::format("{}", element);
        }
        if (field.Count > elements_max) text += " ...";
        text = "[" + text + "]";
        return {text, text};
    }
    default:
        return formatted(format_of(field, value), value);
    }
}

} // namespace

extern "C" {

VOID AcxSimTrace(unsigned int Level, const char *Flags, const char *File, int Line, const char *Function,
                 const ACXSIM_TRACE_ITEM *Items, const char *Prefix, const void *Message, unsigned int MessageUnit,
                 const char *Suffix, int Count, ...) {
    ACXSIM_DDI(kernel_ddis, "AcxSimTrace");
    std::vector<TraceValue> values;
    std::va_list arguments;
    va_start(arguments, Count);
    const std::string_view file = base_name(File);
    const int line = first_line(Items, file, Line);
    for (int i = 0; i < std::min(Count, values_max); ++i) {
        const auto given = va_arg(arguments, ACXSIM_TRACE_VALUE);
        if (is_line_mark(given))
            values.push_back({TraceValue::Class::Signed, 4, static_cast<std::uint64_t>(line), nullptr});
        else
            values.push_back(taken(given));
    }
    va_end(arguments);

    const std::string format = std::string(Prefix) + message_text(Message, MessageUnit) + Suffix;
    const std::string function = function_name(Function);
    System &system = System::current();
    TraceMessage message;
    message.format = format;
    message.function = function;
    message.file = file;
    message.line = static_cast<std::uint32_t>(line);
    message.level = Level;
    message.flags = Flags;
    message.processor = system.processor_index();
    message.items = Items;
    DebugText text = format_trace_message(message, values);
    Executive::current().driver_log().write({.source = LineSource::Wpp,
                                             .level = Level,
                                             .text = std::move(text.shown),
                                             .hashed = std::move(text.hashed),
                                             .function = function,
                                             .file = std::string(message.file),
                                             .line = message.line,
                                             .flags = Flags});
}

VOID AcxSimTraceLoggingWrite(TraceLoggingHProvider Provider, const char *Event, const char *File, int Line,
                             const char *Function, int Count, ...) {
    ACXSIM_DDI(kernel_ddis, "AcxSimTraceLoggingWrite");
    std::vector<ACXSIM_TRACE_FIELD> fields;
    std::va_list arguments;
    va_start(arguments, Count);
    for (int i = 0; i < std::min(Count, values_max); ++i)
        fields.push_back(va_arg(arguments, ACXSIM_TRACE_FIELD));
    va_end(arguments);

    WrittenLine line;
    line.source = LineSource::TraceLogging;
    line.level = WINEVENT_LEVEL_VERBOSE; // what an event without a level has
    line.text = fmt::format("{}.{}", Provider->Name, Event);
    line.hashed = line.text;
    const auto put = [&line](std::string_view shown, std::string_view hashed) {
        line.text += shown;
        line.hashed += hashed;
    };
    std::vector<long long> open; // structures: members to come
    bool first = true;
    for (const ACXSIM_TRACE_FIELD &field : fields) {
        if (field.Kind == AcxSimFieldLevel) {
            line.level = static_cast<std::uint32_t>(field.Count);
            continue;
        }
        if (field.Kind == AcxSimFieldKeyword) {
            line.flags = fmt::format("0x{:X}", static_cast<std::uint64_t>(field.Count));
            continue;
        }
        if (field.Kind == AcxSimFieldIgnored) continue;
        put(first ? " " : ", ", first ? " " : ", ");
        first = false;
        if (!open.empty()) --open.back();
        put(field.Name, field.Name);
        put("=", "=");
        if (field.Kind == AcxSimFieldStruct) {
            put("{", "{");
            open.push_back(field.Count);
            first = true;
        } else {
            const DebugText text = field_text(field);
            put(text.shown, text.hashed);
        }
        while (!open.empty() && open.back() == 0) {
            put(first ? "}" : " }", first ? "}" : " }");
            open.pop_back();
            first = false;
        }
    }
    line.function = function_name(Function);
    line.file = std::string(base_name(File));
    line.line = static_cast<std::uint32_t>(Line);
    Executive::current().driver_log().write(std::move(line));
}

VOID WppRecorderConfigure(PRECORDER_CONFIGURE_PARAMS ConfigureParams) {
    ACXSIM_DDI(kernel_ddis, "WppRecorderConfigure");
    Executive::current().driver_log().has_default_log = ConfigureParams->CreateDefaultLog != 0;
}

NTSTATUS WppRecorderLogCreate(PRECORDER_LOG_CREATE_PARAMS CreateParams, RECORDER_LOG *RecorderLog) {
    ACXSIM_DDI(kernel_ddis, "WppRecorderLogCreate");
    if (CreateParams == nullptr || RecorderLog == nullptr || CreateParams->Size < sizeof *CreateParams ||
        CreateParams->TotalBufferSize == 0 || CreateParams->ErrorPartitionSize > CreateParams->TotalBufferSize)
        return STATUS_INVALID_PARAMETER;
    // Where no memory is, and the same in every run.
    *RecorderLog = reinterpret_cast<RECORDER_LOG>(0xFFFFB000'00000000ULL +
                                                  (++Executive::current().driver_log().recorder_logs << 4));
    return STATUS_SUCCESS;
}

VOID WppRecorderLogDelete(RECORDER_LOG RecorderLog) {
    ACXSIM_DDI(kernel_ddis, "WppRecorderLogDelete");
    (void)RecorderLog;
}

BOOLEAN WppRecorderIsDefaultLogAvailable() {
    ACXSIM_DDI(kernel_ddis, "WppRecorderIsDefaultLogAvailable");
    return Executive::current().driver_log().has_default_log ? TRUE : FALSE;
}

RECORDER_LOG WppRecorderLogGetDefault() {
    ACXSIM_DDI(kernel_ddis, "WppRecorderLogGetDefault");
    return Executive::current().driver_log().has_default_log ? reinterpret_cast<RECORDER_LOG>(0xFFFFB000'00000000ULL)
                                                             : nullptr;
}

NTSTATUS WppRecorderLogSetIdentifier(RECORDER_LOG RecorderLog, PCSTR LogIdentifier) {
    ACXSIM_DDI(kernel_ddis, "WppRecorderLogSetIdentifier");
    return RecorderLog == nullptr || LogIdentifier == nullptr ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

} // extern "C"
