# SPDX-License-Identifier: MIT
# Names of NTSTATUS values for lines that people read, from the DDK's own headers: rows {value, "name"} in
# <binary folder>/status_rows.inc. A value's first name counts.
function(acxsim_status_names target)
    set(rows "")
    foreach(header ntstatus.h wdfstatus.h)
        set(path ${PROJECT_SOURCE_DIR}/sim/ddk/${header})
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
        file(STRINGS ${path} lines REGEX "^#define STATUS_[A-Z0-9_a-z]+ .*\\(NTSTATUS\\)0x[0-9A-Fa-f]+")
        foreach(line IN LISTS lines)
            string(REGEX REPLACE "^#define (STATUS_[A-Z0-9_a-z]+) .*(0x[0-9A-Fa-f]+).*" "    {\\2, \"\\1\"},\n" row "${line}")
            string(APPEND rows "${row}")
        endforeach()
    endforeach()
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/status_rows.inc CONTENT "${rows}" @ONLY)
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
