# SPDX-License-Identifier: MIT
# acxsim_add_driver(NAME name SOURCES file... [INCLUDE_DIRECTORIES dir...] [DEFINITIONS def...])
#
# Builds unmodified driver sources (C and C++) into a loadable module name.so that `acxsim run --driver` takes.
# The module imports the WDM, KMDF and ACX functions from the simulator at load time; it exports DriverEntry only.
# Frame pointers and debug information are always on: findings point at source lines.

if(NOT DEFINED ACXSIM_DDK_DIRECTORY)
    get_filename_component(ACXSIM_DDK_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/../sim/ddk ABSOLUTE)
endif()
if(NOT DEFINED ACXSIM_MODULE_EXPORTS)
    set(ACXSIM_MODULE_EXPORTS ${CMAKE_CURRENT_LIST_DIR}/driver_exports.map)
endif()

function(acxsim_add_driver)
    cmake_parse_arguments(DRIVER "" "NAME" "SOURCES;INCLUDE_DIRECTORIES;DEFINITIONS" ${ARGN})
    if(NOT DRIVER_NAME OR NOT DRIVER_SOURCES)
        message(FATAL_ERROR "acxsim_add_driver needs NAME and SOURCES")
    endif()
    if(DRIVER_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "acxsim_add_driver(${DRIVER_NAME}): unknown arguments: ${DRIVER_UNPARSED_ARGUMENTS}")
    endif()
    add_library(${DRIVER_NAME} MODULE ${DRIVER_SOURCES})
    set_target_properties(${DRIVER_NAME} PROPERTIES
        PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/drivers
        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON C_STANDARD 11 C_EXTENSIONS ON CXX_EXTENSIONS ON
        LINK_DEPENDS ${ACXSIM_MODULE_EXPORTS})
    if(NOT CMAKE_CXX_STANDARD)
        set_target_properties(${DRIVER_NAME} PROPERTIES CXX_STANDARD 17)
    endif()
    target_include_directories(${DRIVER_NAME} PRIVATE ${DRIVER_INCLUDE_DIRECTORIES})
    target_include_directories(${DRIVER_NAME} SYSTEM PRIVATE ${ACXSIM_DDK_DIRECTORY})
    target_compile_definitions(${DRIVER_NAME} PRIVATE _AMD64_ _WIN64 _KERNEL_MODE NTDDI_VERSION=0x0A00000C ${DRIVER_DEFINITIONS})
    target_compile_options(${DRIVER_NAME} PRIVATE
        -g -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -fshort-wchar -fms-extensions -fno-strict-aliasing
        -fwrapv -Wall -Wextra -Wno-multichar -Wno-unknown-pragmas
        $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>
        $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fpermissive>)
    target_link_options(${DRIVER_NAME} PRIVATE
        -Wl,-Bsymbolic -Wl,--version-script=${ACXSIM_MODULE_EXPORTS} -Wl,-z,lazy)
endfunction()
