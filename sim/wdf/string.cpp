// SPDX-License-Identifier: MIT
#include "sim/wdf/string.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/unicode.hpp"

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfStringCreate(PCUNICODE_STRING UnicodeString, PWDF_OBJECT_ATTRIBUTES StringAttributes, WDFSTRING *String) {
    ACXSIM_DDI(wdf_ddis, "WdfStringCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(String, "WdfStringCreate", "String");
    *String = nullptr;
    if (UnicodeString != nullptr && UnicodeString->Length % sizeof(WCHAR) != 0) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(StringAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *String = make_object<wdf::String>(attributes, parent_or_driver(attributes), to_u16string(UnicodeString))
                  .handle_as<WDFSTRING>();
    return STATUS_SUCCESS;
}

VOID WdfStringGetUnicodeString(WDFSTRING String, PUNICODE_STRING UnicodeString) {
    ACXSIM_DDI(wdf_ddis, "WdfStringGetUnicodeString");
    Framework::current().require_parameter(UnicodeString, "WdfStringGetUnicodeString", "UnicodeString");
    *UnicodeString = unicode_string_of(from_handle<wdf::String>(String).text());
}
