// SPDX-License-Identifier: MIT
//
// The disk of the simulated machine, as drivers reach it through ZwCreateFile: directories and files in memory, gone
// with the run, the same on every run. It starts with the directories of a fresh system (C:\, C:\Windows,
// C:\Windows\Temp ...) and no files. What the driver wrote can be written out to a folder of the host when the run
// ends; nothing of the host is ever read or written while it runs. Names compare without case, and are checked as NTFS
// does: no ".", no "..", no forward slash. Pages: wdm/nf-wdm-zwcreatefile. Leaves out: attributes, times, security,
// alternate streams, space limits beyond one size for all files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::kernel {

class Volume {
public:
    /// What one open handle was granted and lets others do.
    struct Opening {
        bool reads = false, writes = false, deletes = false;
        bool shares_reads = false, shares_writes = false, shares_deletes = false;
    };
    struct Node {
        std::u16string path; ///< as it was made: C:\Folder\Name
        bool directory = false;
        bool delete_pending = false; ///< goes when the last handle closes
        std::vector<std::uint8_t> bytes;
        std::vector<const Opening *> openings;
    };
    using NodePointer = std::shared_ptr<Node>; ///< handles outlive deletion

    enum class NameCheck : std::uint8_t { Good, NotAbsolute, NoSuchDevice, Invalid };

    static constexpr std::uint64_t file_size_max = 1ULL << 28;
    static constexpr std::uint64_t total_size_max = 1ULL << 30;

    Volume();

    /// A native path (\??\C:\a, \DosDevices\C:\a, \SystemRoot\a, \DriverData\a) as C:\a.
    static NameCheck normalise(std::u16string_view native, std::u16string &path);

    /// nullptr: there is none.
    NodePointer find(std::u16string_view path) const;
    /// False: a directory above it is missing, or is a file.
    bool parent_exists(std::u16string_view path) const;
    NodePointer create(std::u16string_view path, bool directory);
    bool has_children(const Node &directory) const;
    void remove(const Node &node);
    /// Bytes of all files; a write that would exceed total_size_max is refused by the caller.
    std::uint64_t used_bytes() const;

    /// Files in the order of their names.
    std::vector<NodePointer> files() const;

private:
    static std::u16string folded(std::u16string_view path);
    std::map<std::u16string, NodePointer> nodes_; // by folded path
};

/// True if that opening can stand beside those that are in force.
bool compatible(const Volume::Opening &wanted, const std::vector<const Volume::Opening *> &others);

/// Writes the volume's files below `folder` (made if needed): C:\a\b as folder/C/a/b. Existing symbolic links in the
/// way are not followed. Returns the host paths written; `failures` says what could not be.
std::vector<std::string> write_out(const Volume &volume, const std::string &folder, std::vector<std::string> &failures);

} // namespace acxsim::kernel
