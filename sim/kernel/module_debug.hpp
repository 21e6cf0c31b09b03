// SPDX-License-Identifier: MIT
//
// The debug information of a module that is not loaded: addresses as linked to source lines, and what a function that
// the module only declares returns. Opened from the file (libdw), nothing of the module runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sim/kernel/symbols.hpp"

namespace acxsim::kernel {

class ModuleDebug {
public:
    explicit ModuleDebug(const std::string &path);
    ~ModuleDebug();
    ModuleDebug(const ModuleDebug &) = delete;
    ModuleDebug &operator=(const ModuleDebug &) = delete;

    /// `address` as in the file. Empty members: not known.
    SourcePlace place(std::uint64_t address) const;
    /// False if the function is declared with another type than NTSTATUS (a pointer, BOOLEAN, nothing ...); true if it
    /// returns NTSTATUS or the debug information does not tell.
    bool returns_status(const std::string &function) const;

private:
    class Session;
    std::unique_ptr<Session> session_;
};

} // namespace acxsim::kernel
