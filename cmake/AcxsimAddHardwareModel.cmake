# SPDX-License-Identifier: MIT
# acxsim_add_hardware_model(NAME name SOURCES file... [FILES file...])
#
# Builds a hardware model of your own into bin/models/name.so, for `[hardware] model = "./name.so"`: the headers of
# hwmodel/ and sim/core/, the two libraries behind them, debug information and frame pointers (a failing model is shown
# with its source lines). FILES (a register list) are copied beside the module. See hwmodel/README.md.
function(acxsim_add_hardware_model)
    cmake_parse_arguments(MODEL "" "NAME" "SOURCES;FILES" ${ARGN})
    if(NOT MODEL_NAME OR NOT MODEL_SOURCES)
        message(FATAL_ERROR "acxsim_add_hardware_model needs NAME and SOURCES")
    endif()
    if(MODEL_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "acxsim_add_hardware_model(${MODEL_NAME}): unknown arguments: ${MODEL_UNPARSED_ARGUMENTS}")
    endif()
    add_library(${MODEL_NAME} MODULE ${MODEL_SOURCES} ${ACXSIM_MODEL_SUPPORT}/hardware_model_module.cpp)
    set_target_properties(${MODEL_NAME} PROPERTIES
        PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/models
        CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS ON
        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    target_include_directories(${MODEL_NAME} SYSTEM PRIVATE ${ACXSIM_MODEL_INCLUDE_DIRECTORY})
    target_compile_options(${MODEL_NAME} PRIVATE -g -fno-omit-frame-pointer -ffp-contract=off)
    # The libraries' symbols stay inside: the module has its own copy of their code, and shares their data by reference.
    target_link_options(${MODEL_NAME} PRIVATE -Wl,-Bsymbolic -Wl,--exclude-libs,ALL -Wl,--no-undefined)
    target_link_libraries(${MODEL_NAME} PRIVATE ${ACXSIM_MODEL_LIBRARIES})
    foreach(file IN LISTS MODEL_FILES)
        get_filename_component(name ${file} NAME)
        configure_file(${file} ${CMAKE_BINARY_DIR}/bin/models/${name} COPYONLY)
    endforeach()
endfunction()
