// SPDX-License-Identifier: MIT
//
// The one place where the simulated disk meets the host's: every directory is opened relative to the one above it, and
// no symbolic link is followed on the way, so that nothing outside the given folder can be written.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "sim/kernel/volume.hpp"

namespace acxsim::kernel {

namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }
    bool good() const { return number_ >= 0; }

private:
    int number_;
};

std::string utf8(std::u16string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::uint32_t code = text[i];
        if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.size() && (text[i + 1] & 0xfc00) == 0xdc00) {
            code = 0x10000 + ((code - 0xd800) << 10) + (text[++i] - 0xdc00U);
        } else if (code >= 0xd800 && code < 0xe000) {
            code = u'_'; // half of a pair has no name on the host
        }
        if (code < 0x80) {
            result += static_cast<char>(code);
        } else if (code < 0x800) {
            result += static_cast<char>(0xc0 | code >> 6);
            result += static_cast<char>(0x80 | (code & 0x3f));
        } else if (code < 0x10000) {
            result += static_cast<char>(0xe0 | code >> 12);
            result += static_cast<char>(0x80 | (code >> 6 & 0x3f));
            result += static_cast<char>(0x80 | (code & 0x3f));
        } else {
            result += static_cast<char>(0xf0 | code >> 18);
            result += static_cast<char>(0x80 | (code >> 12 & 0x3f));
            result += static_cast<char>(0x80 | (code >> 6 & 0x3f));
            result += static_cast<char>(0x80 | (code & 0x3f));
        }
    }
    return result;
}

/// The directory of that name below `parent`, made if it is not there.
Descriptor enter(const Descriptor &parent, const std::string &name) {
    if (::mkdirat(parent.get(), name.c_str(), 0777) != 0 && errno != EEXIST) return Descriptor(-1);
    return Descriptor(::openat(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool write_all(const Descriptor &file, const std::vector<std::uint8_t> &bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t count = ::write(file.get(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        done += static_cast<std::size_t>(count);
    }
    return true;
}

/// Path components of C:\a\b as the host spells them: C, a, b.
std::vector<std::string> components(const std::u16string &path) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find(u'\\', begin), path.size());
        std::string name = utf8(std::u16string_view(path).substr(begin, end - begin));
        if (names.empty() && !name.empty() && name.back() == ':') name.pop_back();
        names.push_back(std::move(name));
        begin = end + 1;
    }
    return names;
}

} // namespace

std::vector<std::string> write_out(const Volume &volume, const std::string &folder,
                                   std::vector<std::string> &failures) {
    std::vector<std::string> written;
    const auto files = volume.files();
    if (files.empty()) return written;
    if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
        failures.push_back(fmt::format("the driver's files cannot be written to {}: {}", folder, std::strerror(errno)));
        return written;
    }
    const Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    for (const Volume::NodePointer &node : files) {
        const std::vector<std::string> names = components(node->path);
        Descriptor directory(root.good() ? ::dup(root.get()) : -1);
        std::string path = folder;
        for (std::size_t i = 0; i + 1 < names.size() && directory.good(); ++i) {
            directory = enter(directory, names[i]);
            path += "/" + names[i];
        }
        path += "/" + names.back();
        const Descriptor file(directory.good()
                                  ? ::openat(directory.get(), names.back().c_str(),
                                             O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666)
                                  : -1);
        if (!file.good() || !write_all(file, node->bytes)) {
            failures.push_back(fmt::format("the driver's file {} cannot be written to {}: {}", utf8(node->path), path,
                                           std::strerror(errno)));
            continue;
        }
        written.push_back(path);
    }
    return written;
}

} // namespace acxsim::kernel
