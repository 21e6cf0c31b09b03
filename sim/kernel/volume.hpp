// SPDX-License-Identifier: MIT
//
// The files that a driver creates and reads through ZwCreateFile: kept in memory, gone with the run. A driver that
// opens a file that it did not create is told that there is none, as on a fresh machine. Leaves out: directories (any
// path is a file name), sharing, attributes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace acxsim::kernel {

class Volume {
public:
    using File = std::vector<std::uint8_t>;

    File *find(const std::u16string &path) {
        const auto found = files_.find(path);
        return found == files_.end() ? nullptr : &found->second;
    }
    File &create(const std::u16string &path) { return files_[path]; }
    const std::map<std::u16string, File> &files() const { return files_; }

private:
    std::map<std::u16string, File> files_;
};

} // namespace acxsim::kernel
