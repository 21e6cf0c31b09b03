// SPDX-License-Identifier: MIT
//
// A driver module: a shared object whose undefined functions are the DDIs of this process and whose entry point is
// DriverEntry. Loading it runs only its static constructors, and only of a file that is a driver (module_file.hpp).
// Functions that it imports and nobody has are bound to thunks (unmodelled.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::kernel {

class DriverModule {
public:
    /// Loads the module; the Error says what is wrong with the file, or which variables it needs that nobody has.
    /// Why the file at that path cannot be loaded, as far as its tables tell; nothing of it runs. nullopt: it can.
    static std::optional<core::Error> refusal(const std::string &path);
    static core::Result<DriverModule> load(const std::string &path);
    /// A driver that is part of this process already: its entry point, and any address inside the executable or shared
    /// object whose code counts as the driver's.
    static core::Result<DriverModule> resident(const void *entry, const void *code);

    DriverModule(DriverModule &&other) noexcept;
    DriverModule &operator=(DriverModule &&) = delete;
    DriverModule(const DriverModule &) = delete;
    ~DriverModule();

    const std::string &path() const { return path_; }
    /// File name without directory and ".so".
    std::string name() const;
    /// Functions that it imports and this simulator does not model, by name.
    const std::vector<std::string> &unmodelled() const { return unmodelled_; }
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
    std::vector<std::string> unmodelled_;
    void *handle_ = nullptr;
    void *entry_ = nullptr;
    std::uintptr_t begin_ = 0;
    std::uintptr_t end_ = 0;
};

} // namespace acxsim::kernel
