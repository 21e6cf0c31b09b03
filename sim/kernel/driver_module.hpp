// SPDX-License-Identifier: MIT
//
// A driver module: a shared object whose undefined functions are the DDIs of this process and whose entry point is
// DriverEntry. Loading it runs only its static constructors. Every way in which a file can fail to be one has its own
// message.
#pragma once

#include <cstdint>
#include <string>

#include "sim/core/result.hpp"

namespace acxsim::kernel {

class DriverModule {
public:
    /// Loads the module; the Error says whether the file is missing, not a shared object, without DriverEntry, or calls
    /// functions that this simulator does not have (all of them are named).
    static core::Result<DriverModule> load(const std::string &path);

    DriverModule(DriverModule &&other) noexcept;
    DriverModule &operator=(DriverModule &&) = delete;
    DriverModule(const DriverModule &) = delete;
    ~DriverModule();

    const std::string &path() const { return path_; }
    /// File name without directory and ".so".
    std::string name() const;
    /// NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING), to be cast by who includes the DDK.
    void *driver_entry() const { return entry_; }
    bool contains(std::uintptr_t address) const { return address >= begin_ && address < end_; }
    std::uintptr_t begin() const { return begin_; }
    std::uintptr_t end() const { return end_; }

    /// True if the address lies in any loaded driver module. Safe in a signal handler.
    static bool any_contains(std::uintptr_t address);

private:
    DriverModule() = default;
    std::string path_;
    void *handle_ = nullptr;
    void *entry_ = nullptr;
    std::uintptr_t begin_ = 0;
    std::uintptr_t end_ = 0;
};

} // namespace acxsim::kernel
