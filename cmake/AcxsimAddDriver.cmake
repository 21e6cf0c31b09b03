# SPDX-License-Identifier: MIT
# acxsim_add_driver(NAME name SOURCES file... [what is below])
# acxsim_add_driver_library(NAME name SOURCES file... [what is below])
#
# Builds unmodified driver sources (C and C++) into a loadable module name.so that `acxsim run --driver` takes. The module
# imports the WDM, KMDF and ACX functions from the simulator at load time; it exports DriverEntry and the number of the
# binary interface it was built for. Frame pointers and debug information are always on: findings point at source lines.
# acxsim_add_driver_library makes a static library that drivers name in LIBRARIES. `acxsim build` writes a CMakeLists.txt
# that calls these functions: what a driver is compiled with is said here and nowhere else.
#
#   INCLUDE_DIRECTORIES dir...  DEFINITIONS NAME[=VALUE]...  FORCED_INCLUDES header...  OPTIONS compiler-option...
#   LIBRARIES name...           libraries made by acxsim_add_driver_library, for drivers
#   TRACE_SCAN header...        headers with a WPP configuration beyond what the sources include
#   TRACE_OPTIONS option...     options of the WPP preprocessor, such as -func:Trace(LEVEL,MSG,...)
#   SANITIZE address|undefined...   for a simulator built with the same sanitizers
#   DEBUG                       no optimisation
#   OWN_WARNINGS                only the compiler's own warnings: for code that another compiler was asked about
#   PREPARED dir                the preparation (below) is already there

if(NOT DEFINED ACXSIM_DDK_DIRECTORY)
    get_filename_component(ACXSIM_DDK_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/../sim/ddk ABSOLUTE)
endif()
set(ACXSIM_DRIVER_SUPPORT ${CMAKE_CURRENT_LIST_DIR})

# --- what a driver is compiled with ----------------------------------------------------------------------------------

function(acxsim_driver_settings target)
    set_target_properties(${target} PROPERTIES
        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON C_STANDARD 11 C_EXTENSIONS ON CXX_EXTENSIONS ON)
    if(DRIVER_CXX_STANDARD)
        set_target_properties(${target} PROPERTIES CXX_STANDARD ${DRIVER_CXX_STANDARD})
    elseif(NOT CMAKE_CXX_STANDARD)
        set_target_properties(${target} PROPERTIES CXX_STANDARD 17)
    endif()
    target_include_directories(${target} SYSTEM PRIVATE ${ACXSIM_DDK_DIRECTORY})
    target_compile_definitions(${target} PRIVATE _AMD64_ _WIN64 _KERNEL_MODE NTDDI_VERSION=0x0A00000C)
    target_compile_options(${target} PRIVATE
        -g -fno-omit-frame-pointer -fno-optimize-sibling-calls -fshort-wchar -fms-extensions -fno-strict-aliasing
        -fwrapv $<IF:$<BOOL:${DRIVER_DEBUG}>,-O0,-O1>
        $<$<NOT:$<BOOL:${DRIVER_OWN_WARNINGS}>>:-Wall> $<$<NOT:$<BOOL:${DRIVER_OWN_WARNINGS}>>:-Wextra>
        -Wno-multichar -Wno-unknown-pragmas
        # A function that no header declares: C would call it as if it returned int.
        $<$<COMPILE_LANGUAGE:C>:-Werror=implicit-function-declaration>
        # C++ exceptions carry __try/__except (acxsim_seh.h). A driver's operator new may return NULL: constructors must
        # see that, as they do on Windows.
        $<$<COMPILE_LANGUAGE:CXX>:-fexceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
        $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fcheck-new> $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpermissive>)
    # clang jumps over initialisations only for Microsoft's sake; it shall not pretend to be their compiler otherwise.
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANG_AND_ID:CXX,Clang>:SHELL:\
-fms-compatibility -fms-compatibility-version=19.30 -fgnuc-version=4.2.1 -U_MSC_VER -U_MSC_FULL_VER -U_MSC_BUILD \
-Wno-microsoft -Wno-ignored-attributes>")
    # g++ needs help with the same jumps.
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        set(launcher ${ACXSIM_DRIVER_SUPPORT}/goto_launcher.sh ${CMAKE_CXX_COMPILER_LAUNCHER})
        set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${launcher}")
    endif()
    if(DRIVER_SANITIZE)
        list(JOIN DRIVER_SANITIZE "," sanitizers)
        # Without run-time types there is nothing to compare; driver callbacks are C functions behind the DDK's types.
        set(exempt -fno-sanitize=vptr)
        if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
            list(APPEND exempt -fno-sanitize=function)
        endif()
        target_compile_options(${target} PRIVATE -fsanitize=${sanitizers} ${exempt})
        target_link_options(${target} PRIVATE -fsanitize=${sanitizers})
    endif()
endfunction()

# --- preparation -----------------------------------------------------------------------------------------------------
# Headers that are spelled in another case than the file, or with backslashes, get forwarding headers; .tmh files are
# generated from the WPP configuration. `acxsim build --prepare-only` does it; a target whose sources need neither does
# without, which a look at the sources tells.

# Sets `result` if one of the files includes a .tmh, uses a backslash, or names a header that is not there as spelled.
function(acxsim_needs_preparation result)
    set(${result} FALSE PARENT_SCOPE)
    set(pending)
    set(seen)
    foreach(source IN LISTS DRIVER_SOURCES)
        if(source MATCHES "[.](c|cc|cpp|cxx|C)$")
            get_filename_component(source "${source}" ABSOLUTE)
            list(APPEND pending "${source}")
        endif()
    endforeach()
    while(pending)
        list(POP_FRONT pending file)
        get_filename_component(file "${file}" ABSOLUTE)
        if(file IN_LIST seen OR NOT EXISTS "${file}")
            continue()
        endif()
        list(APPEND seen "${file}")
        # A new include may change the answer. Named once: several targets share files.
        get_property(watched GLOBAL PROPERTY ACXSIM_WATCHED_SOURCES)
        if(NOT file IN_LIST watched)
            set_property(GLOBAL APPEND PROPERTY ACXSIM_WATCHED_SOURCES "${file}")
            set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
        endif()
        get_filename_component(folder "${file}" DIRECTORY)
        file(STRINGS "${file}" lines REGEX "^[^A-Za-z]*#[ \t]*include[ \t]*[<\"]")
        foreach(line IN LISTS lines)
            if(NOT line MATCHES "include[ \t]*([<\"])([^>\"]+)[>\"]")
                continue()
            endif()
            set(quoted "${CMAKE_MATCH_1}")
            set(name "${CMAKE_MATCH_2}")
            if(name MATCHES "[.][tT][mM][hH]$" OR name MATCHES "\\\\")
                set(${result} TRUE PARENT_SCOPE)
                return()
            endif()
            set(folders ${DRIVER_INCLUDE_DIRECTORIES})
            if(quoted STREQUAL "\"")
                list(PREPEND folders "${folder}")
            endif()
            set(found FALSE)
            foreach(candidate IN LISTS folders)
                get_filename_component(candidate "${candidate}" ABSOLUTE)
                if(EXISTS "${candidate}/${name}")
                    list(APPEND pending "${candidate}/${name}")
                    set(found TRUE)
                    break()
                endif()
            endforeach()
            # Standard headers are spelled right or the compiler says so: only their case can be wrong here.
            if(NOT found AND NOT EXISTS "${ACXSIM_DDK_DIRECTORY}/${name}" AND NOT name MATCHES "^[a-z0-9_/]+([.]h)?$")
                set(${result} TRUE PARENT_SCOPE)
                return()
            endif()
        endforeach()
    endwhile()
endfunction()

function(acxsim_prepare target)
    if(DRIVER_PREPARED)
        set(prepared "${DRIVER_PREPARED}")
    else()
        acxsim_needs_preparation(needed)
        if(NOT needed)
            return()
        endif()
        set(prepared "${CMAKE_CURRENT_BINARY_DIR}/${target}.prepared")
        if(TARGET acxsim)
            set(tool $<TARGET_FILE:acxsim>)
        else()
            set(tool ${ACXSIM_EXECUTABLE})
        endif()
        set(inputs)
        set(trace_headers)
        foreach(source IN LISTS DRIVER_SOURCES)
            if(NOT source MATCHES "[.](c|cc|cpp|cxx|C)$")
                continue()
            endif()
            get_filename_component(source "${source}" ABSOLUTE)
            list(APPEND inputs "${source}")
            file(STRINGS "${source}" lines REGEX "^[^A-Za-z]*#[ \t]*include[ \t]*[<\"][^>\"]+[.][tT][mM][hH]")
            foreach(line IN LISTS lines)
                if(line MATCHES "[<\"]([^>\"\\\\]+[.][tT][mM][hH])")
                    list(APPEND trace_headers "${prepared}/include/${CMAKE_MATCH_1}")
                endif()
            endforeach()
        endforeach()
        set(include_options)
        foreach(folder IN LISTS DRIVER_INCLUDE_DIRECTORIES)
            get_filename_component(folder "${folder}" ABSOLUTE)
            list(APPEND include_options "-I${folder}")
        endforeach()
        set(trace_options)
        foreach(header IN LISTS DRIVER_TRACE_SCAN)
            get_filename_component(header "${header}" ABSOLUTE)
            list(APPEND trace_options "--trace-scan=${header}")
        endforeach()
        foreach(option IN LISTS DRIVER_TRACE_OPTIONS)
            list(APPEND trace_options "--trace-option=${option}")
        endforeach()
        add_custom_command(
            OUTPUT ${prepared}/stamp
            BYPRODUCTS ${trace_headers}
            COMMAND ${tool} build --prepare-only -o ${prepared} ${include_options} ${trace_options} ${inputs}
            COMMAND ${CMAKE_COMMAND} -E touch ${prepared}/stamp
            DEPENDS ${inputs} ${tool} ${DRIVER_TRACE_SCAN}
            DEPFILE ${prepared}/depends
            COMMENT "Preparing the headers of ${target}" VERBATIM)
        add_custom_target(${target}_prepared DEPENDS ${prepared}/stamp)
        add_dependencies(${target} ${target}_prepared)
    endif()
    # The second one holds what spellings with leading .. reach.
    target_include_directories(${target} BEFORE PRIVATE ${prepared}/include ${prepared}/include/up/up/up/up/up/up)
endfunction()

# --- the two functions -----------------------------------------------------------------------------------------------

macro(acxsim_parse_driver function)
    cmake_parse_arguments(DRIVER "DEBUG;OWN_WARNINGS" "NAME;PREPARED;CXX_STANDARD"
        "SOURCES;INCLUDE_DIRECTORIES;DEFINITIONS;FORCED_INCLUDES;OPTIONS;LIBRARIES;TRACE_SCAN;TRACE_OPTIONS;SANITIZE" ${ARGN})
    if(NOT DRIVER_NAME OR NOT DRIVER_SOURCES)
        message(FATAL_ERROR "${function} needs NAME and SOURCES")
    endif()
    if(DRIVER_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "${function}(${DRIVER_NAME}): unknown arguments: ${DRIVER_UNPARSED_ARGUMENTS}")
    endif()
endmacro()

function(acxsim_configure_driver target)
    target_include_directories(${target} PRIVATE ${DRIVER_INCLUDE_DIRECTORIES})
    acxsim_driver_settings(${target})
    acxsim_prepare(${target})
    target_compile_definitions(${target} PRIVATE ${DRIVER_DEFINITIONS})
    foreach(header IN LISTS DRIVER_FORCED_INCLUDES)
        target_compile_options(${target} PRIVATE "SHELL:-include \"${header}\"")
    endforeach()
    target_compile_options(${target} PRIVATE ${DRIVER_OPTIONS})
endfunction()

function(acxsim_add_driver_library)
    acxsim_parse_driver(acxsim_add_driver_library ${ARGN})
    add_library(${DRIVER_NAME} STATIC ${DRIVER_SOURCES})
    acxsim_configure_driver(${DRIVER_NAME})
endfunction()

function(acxsim_add_driver)
    acxsim_parse_driver(acxsim_add_driver ${ARGN})
    if(NOT TARGET acxsim_driver_module)
        add_library(acxsim_driver_module OBJECT ${ACXSIM_DRIVER_SUPPORT}/driver_module.c)
        set_target_properties(acxsim_driver_module PROPERTIES POSITION_INDEPENDENT_CODE ON)
        target_include_directories(acxsim_driver_module PRIVATE ${ACXSIM_DDK_DIRECTORY})
        add_library(acxsim_driver_new STATIC ${ACXSIM_DRIVER_SUPPORT}/driver_new.c)
        set_target_properties(acxsim_driver_new PROPERTIES POSITION_INDEPENDENT_CODE ON)
    endif()
    set(exports ${ACXSIM_DRIVER_SUPPORT}/driver_exports.map)
    add_library(${DRIVER_NAME} MODULE ${DRIVER_SOURCES})
    set_target_properties(${DRIVER_NAME} PROPERTIES
        PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/drivers LINK_DEPENDS ${exports})
    acxsim_configure_driver(${DRIVER_NAME})
    # The linker takes from libraries what is asked for, as it does on Windows; the framework asks for DriverEntry. Kept
    # relocations tell where each import is called (`acxsim preflight`).
    target_link_options(${DRIVER_NAME} PRIVATE
        -Wl,-Bsymbolic -Wl,--version-script=${exports} -Wl,-z,lazy -Wl,--emit-relocs -Wl,--undefined=DriverEntry)
    target_link_libraries(${DRIVER_NAME} PRIVATE acxsim_driver_module)
    if(DRIVER_LIBRARIES)
        target_link_libraries(${DRIVER_NAME} PRIVATE -Wl,--start-group ${DRIVER_LIBRARIES} -Wl,--end-group)
    endif()
    target_link_libraries(${DRIVER_NAME} PRIVATE acxsim_driver_new)
endfunction()
