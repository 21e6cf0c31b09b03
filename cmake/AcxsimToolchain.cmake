# SPDX-License-Identifier: MIT
# What every translation unit of the simulator is compiled with. Drivers have their own flags: AcxsimAddDriver.cmake.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON) # __int128
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g1")
# The sanitized build: lines for its reports, and no more optimisation than the checks need to be quick.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O1 -g1")

add_library(acxsim_options INTERFACE)
target_include_directories(acxsim_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(acxsim_options INTERFACE
    -Wall -Wextra -Werror -Wno-multichar
    # Stack walks through simulated stacks need frame pointers; equal bits on every compiler need no contraction.
    -fno-omit-frame-pointer -ffp-contract=off)
if(ACXSIM_SANITIZE)
    target_compile_options(acxsim_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined)
    target_link_options(acxsim_options INTERFACE -fsanitize=address,undefined)
    if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
        # Driver callbacks are C functions behind the DDK's types: their C++ function types mean nothing.
        target_compile_options(acxsim_options INTERFACE -fno-sanitize=function)
        target_link_options(acxsim_options INTERFACE -fno-sanitize=function)
    endif()
endif()
