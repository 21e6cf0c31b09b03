// SPDX-License-Identifier: MIT
//
// ACXDATAFORMAT and ACXDATAFORMATLIST. A format is an immutable copy of the driver's KSDATAFORMAT; a list keeps its
// formats in order, knows its default, and lets changes wait while it is iterated (contract.md 6.7, RT-FMT-01 to 04;
// AMB-46: assigning a default that is not in the list adds it).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/acx/stream_connection.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class Pin;

class DataFormat final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXDATAFORMAT", &wdf::Object::type};

    DataFormat(const wdf::Attributes &attributes, wdf::Object &device, const KSDATAFORMAT &format);

    /// The whole structure, FormatSize bytes.
    PKSDATAFORMAT ks() { return reinterpret_cast<PKSDATAFORMAT>(bytes_.data()); }
    const KSDATAFORMAT &ks() const { return *reinterpret_cast<const KSDATAFORMAT *>(bytes_.data()); }
    /// What follows the KSDATAFORMAT header if the specifier says it is a wave format; else nullptr.
    PWAVEFORMATEX wave();
    const WAVEFORMATEX *wave() const { return const_cast<DataFormat *>(this)->wave(); }
    /// The wave format if it is extensible and all of it is there; else nullptr.
    PWAVEFORMATEXTENSIBLE extensible();
    const WAVEFORMATEXTENSIBLE *extensible() const { return const_cast<DataFormat *>(this)->extensible(); }

    /// As the floors above speak of formats; nullopt if it is no PCM wave format.
    std::optional<AudioFormat> audio() const;
    std::uint16_t valid_bits() const;
    bool equals(const DataFormat &other) const { return bytes_ == other.bytes_; }

    /// True if the structure is whole: FormatSize covers what the specifier and cbSize announce.
    static bool well_formed(const KSDATAFORMAT &format);

private:
    std::vector<std::byte> bytes_; // heap memory is aligned for any structure
};

class DataFormatList final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXDATAFORMATLIST", &wdf::Object::type};

    DataFormatList(const wdf::Attributes &attributes, wdf::Object &parent);

    const std::vector<DataFormat *> &formats() const { return formats_; }
    DataFormat *default_format() const { return default_; }

    void add(DataFormat &format);
    /// False if it is not in the list.
    bool remove(DataFormat &format);
    void clear();
    void assign_default(DataFormat &format);

    void begin_iteration();
    void end_iteration();
    bool iterated() const { return iterations_ != 0; }

    /// Counts changes: what the pin-format-change event tells clients (RT-FMT-04).
    std::uint64_t changes() const { return changes_; }
    /// Whose list it is; nullptr: no pin's.
    Pin *pin = nullptr;

protected:
    void before_cleanup() override;
    void before_destroy() override;

private:
    enum class Change : std::uint8_t { Add, Remove, Clear, AssignDefault };
    struct Deferred {
        Change change;
        DataFormat *format;
    };
    void apply(Change change, DataFormat *format);
    void request(Change change, DataFormat *format);

    std::vector<DataFormat *> formats_; // referenced
    DataFormat *default_ = nullptr;
    unsigned iterations_ = 0;
    std::vector<Deferred> deferred_; // formats referenced
    std::uint64_t changes_ = 0;
};

} // namespace acxsim::acx
