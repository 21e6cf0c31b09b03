# SPDX-License-Identifier: MIT
# find_package(acxsim) against the build tree and against an install tree: both give acxsim_add_driver() and the
# variables ACXSIM_EXECUTABLE and ACXSIM_DDK_DIRECTORY.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/acxsim)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/acxsimConfigVersion.cmake COMPATIBILITY SameMinorVersion)

# Build tree.
set(ACXSIM_CONFIG_DDK ${PROJECT_SOURCE_DIR}/sim/ddk)
set(ACXSIM_CONFIG_EXECUTABLE ${CMAKE_BINARY_DIR}/bin/acxsim)
set(ACXSIM_CONFIG_MODULES ${PROJECT_SOURCE_DIR}/cmake)
set(engine_host_file libacxsim_engine_host.so)
set(ACXSIM_CONFIG_ENGINE_HOST ${CMAKE_BINARY_DIR}/sim/engine_host/${engine_host_file})
set(ACXSIM_CONFIG_ENGINE_HOST_INCLUDE ${PROJECT_SOURCE_DIR}/sim/engine_host/include)
set(ACXSIM_CONFIG_MODEL_INCLUDE ${PROJECT_SOURCE_DIR})
set(ACXSIM_CONFIG_MODEL_LIBRARIES
    "${CMAKE_BINARY_DIR}/sim/libacxsim_hwmodel.a;${CMAKE_BINARY_DIR}/sim/core/libacxsim_core.a")
configure_file(${CMAKE_CURRENT_LIST_DIR}/acxsimConfig.cmake.in ${CMAKE_BINARY_DIR}/acxsimConfig.cmake @ONLY)

# Install tree: paths relative to the package file, so that the tree can be moved.
set(ACXSIM_CONFIG_DDK "\${CMAKE_CURRENT_LIST_DIR}/../../../include/acxsim/ddk")
set(ACXSIM_CONFIG_EXECUTABLE "\${CMAKE_CURRENT_LIST_DIR}/../../../bin/acxsim")
set(ACXSIM_CONFIG_MODULES "\${CMAKE_CURRENT_LIST_DIR}")
set(ACXSIM_CONFIG_ENGINE_HOST "\${CMAKE_CURRENT_LIST_DIR}/../../${engine_host_file}")
set(ACXSIM_CONFIG_ENGINE_HOST_INCLUDE "\${CMAKE_CURRENT_LIST_DIR}/../../../include")
set(ACXSIM_CONFIG_MODEL_INCLUDE "\${CMAKE_CURRENT_LIST_DIR}/../../../include/acxsim/model")
set(ACXSIM_CONFIG_MODEL_LIBRARIES
    "\${CMAKE_CURRENT_LIST_DIR}/../../acxsim/libacxsim_hwmodel.a;\${CMAKE_CURRENT_LIST_DIR}/../../acxsim/libacxsim_core.a")
configure_file(${CMAKE_CURRENT_LIST_DIR}/acxsimConfig.cmake.in ${CMAKE_BINARY_DIR}/install/acxsimConfig.cmake @ONLY)

install(TARGETS acxsim RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS acxsim_engine_host LIBRARY DESTINATION lib)
install(FILES ${PROJECT_SOURCE_DIR}/sim/engine_host/include/acxsim/engine_host.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/acxsim)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sim/ddk/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/acxsim/ddk
        FILES_MATCHING PATTERN "*.h")
install(TARGETS acxsim_hwmodel acxsim_core ARCHIVE DESTINATION lib/acxsim)
foreach(folder hwmodel sim/core)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/acxsim/model/${folder}
            FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(FILES ${CMAKE_CURRENT_LIST_DIR}/AcxsimAddDriver.cmake ${CMAKE_CURRENT_LIST_DIR}/AcxsimAddHardwareModel.cmake
              ${CMAKE_CURRENT_LIST_DIR}/hardware_model_module.cpp ${CMAKE_CURRENT_LIST_DIR}/driver_exports.map
              ${CMAKE_CURRENT_LIST_DIR}/driver_module.c
              ${CMAKE_CURRENT_LIST_DIR}/driver_new.c
              ${CMAKE_BINARY_DIR}/install/acxsimConfig.cmake ${CMAKE_BINARY_DIR}/acxsimConfigVersion.cmake
        DESTINATION lib/cmake/acxsim)
install(PROGRAMS ${CMAKE_CURRENT_LIST_DIR}/goto_launcher.sh DESTINATION lib/cmake/acxsim)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/acxsim/scenarios)
