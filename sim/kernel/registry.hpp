// SPDX-License-Identifier: MIT
//
// The registry of the simulated machine: keys by path and typed values, in memory, empty at power-on but for the keys
// that Plug and Play makes for the driver; a scenario's [driver] values go to the driver's Parameters key.
// Names compare without case. Paths are absolute, with backslashes: \Registry\Machine\...
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::kernel {

class Registry {
public:
    struct Value {
        std::u16string name; ///< as it was first written
        std::uint32_t type = 0;
        std::vector<std::uint8_t> data;
    };

    static constexpr std::u16string_view services = u"\\Registry\\Machine\\System\\CurrentControlSet\\Services";
    static constexpr std::u16string_view control = u"\\Registry\\Machine\\System\\CurrentControlSet\\Control";
    static constexpr std::u16string_view windows_nt =
        u"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion";
    static constexpr std::u16string_view driver_service =
        u"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\driver";
    static constexpr std::u16string_view driver_parameters =
        u"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\driver\\Parameters";
    static constexpr std::u16string_view device_hardware_key =
        u"\\Registry\\Machine\\System\\CurrentControlSet\\Enum\\device\\Device Parameters";
    static constexpr std::u16string_view device_software_key =
        u"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\Class\\media\\0000";

    Registry();

    bool key_exists(std::u16string_view path) const { return keys_.count(folded(path)) != 0; }
    /// Makes the key and those above it. True if it was new.
    bool create_key(std::u16string_view path);
    /// False if it is not there or has keys below it.
    bool delete_key(std::u16string_view path);
    /// False if the key is not there.
    bool set(std::u16string_view path, std::u16string_view name, std::uint32_t type, const void *data,
             std::size_t size);
    const Value *value(std::u16string_view path, std::u16string_view name) const;
    bool delete_value(std::u16string_view path, std::u16string_view name);
    /// Names of the keys directly below it, in order; as they were first written.
    std::vector<std::u16string> subkeys(std::u16string_view path) const;
    /// All values of a key, by folded name; nullptr if the key is not there.
    const std::map<std::u16string, Value> *values(std::u16string_view path) const;

private:
    static std::u16string folded(std::u16string_view text);
    std::map<std::u16string, std::map<std::u16string, Value>> keys_;
    std::map<std::u16string, std::u16string> names_; // how each key is spelled
};

} // namespace acxsim::kernel
