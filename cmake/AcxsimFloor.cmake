# SPDX-License-Identifier: MIT
# acxsim_floor(NAME DEPENDS floor... [LINK library...] [DDI])
#
# One floor of the house: a static library acxsim_NAME from all sources of the calling folder. DDI: the floor defines
# functions that drivers call, so it sees sim/ddk and has 16-bit wide characters as drivers do.
function(acxsim_floor name)
    cmake_parse_arguments(FLOOR "DDI" "FOLDER" "DEPENDS;LINK" ${ARGN})
    if(NOT FLOOR_FOLDER)
        set(FLOOR_FOLDER ${CMAKE_CURRENT_SOURCE_DIR})
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${FLOOR_FOLDER}/*.cpp)
    if(NOT sources)
        add_library(acxsim_${name} INTERFACE)
        target_link_libraries(acxsim_${name} INTERFACE acxsim_options)
        return()
    endif()
    add_library(acxsim_${name} STATIC ${sources})
    target_link_libraries(acxsim_${name} PUBLIC acxsim_options PRIVATE ${FLOOR_LINK})
    foreach(ground IN LISTS FLOOR_DEPENDS)
        target_link_libraries(acxsim_${name} PUBLIC acxsim_${ground})
    endforeach()
    # Saves a third of the clang builds. gcc builds without, so that no file leans on another's includes.
    if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
        target_precompile_headers(acxsim_${name} PRIVATE
            <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <span> <string> <string_view> <vector>)
    endif()
    if(FLOOR_DDI)
        target_include_directories(acxsim_${name} PRIVATE ${PROJECT_SOURCE_DIR}/sim/ddk)
        target_compile_options(acxsim_${name} PRIVATE -fshort-wchar -fms-extensions)
    endif()
endfunction()
