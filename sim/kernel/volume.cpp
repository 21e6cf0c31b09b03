// SPDX-License-Identifier: MIT
#include "sim/kernel/volume.hpp"

#include <algorithm>

namespace acxsim::kernel {

namespace {

constexpr char16_t lower(char16_t c) { return c >= u'A' && c <= u'Z' ? static_cast<char16_t>(c - u'A' + u'a') : c; }

bool begins_with(std::u16string_view text, std::u16string_view prefix) {
    return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                      [](char16_t a, char16_t b) { return lower(a) == lower(b); });
}

bool good_component(std::u16string_view name) {
    if (name.empty() || name.size() > 255 || name == u"." || name == u"..") return false;
    return std::none_of(name.begin(), name.end(), [](char16_t c) {
        return c < 0x20 || std::u16string_view(u"\"*/:<>?|").find(c) != std::u16string_view::npos;
    });
}

} // namespace

Volume::Volume() {
    for (const std::u16string_view path : {u"C:", u"C:\\ProgramData", u"C:\\Temp", u"C:\\Users", u"C:\\Users\\Public",
                                           u"C:\\Windows", u"C:\\Windows\\System32", u"C:\\Windows\\System32\\drivers",
                                           u"C:\\Windows\\System32\\drivers\\DriverData", u"C:\\Windows\\Temp"}) {
        create(path, true);
    }
}

Volume::NameCheck Volume::normalise(std::u16string_view native, std::u16string &path) {
    static constexpr std::pair<std::u16string_view, std::u16string_view> roots[] = {
        {u"\\SystemRoot", u"\\??\\C:\\Windows"},
        {u"\\DriverData", u"\\??\\C:\\Windows\\System32\\drivers\\DriverData"},
    };
    for (const auto &[root, target] : roots) {
        if (!begins_with(native, root) || (native.size() > root.size() && native[root.size()] != u'\\')) continue;
        const std::u16string full = std::u16string(target) + std::u16string(native.substr(root.size()));
        return normalise(full, path);
    }
    bool found = false;
    for (const std::u16string_view prefix : {u"\\??\\", u"\\DosDevices\\", u"\\GLOBAL??\\"}) {
        if (!begins_with(native, prefix)) continue;
        native.remove_prefix(prefix.size());
        found = true;
        break;
    }
    if (!found) return native.empty() || native[0] != u'\\' ? NameCheck::NotAbsolute : NameCheck::NoSuchDevice;
    // One disk: what is not on C: is a device that is not there.
    if (native.size() < 2 || lower(native[0]) != u'c' || native[1] != u':') return NameCheck::NoSuchDevice;
    path = u"C:";
    native.remove_prefix(2);
    if (native.empty()) return NameCheck::NoSuchDevice; // the volume itself, not a file on it
    if (native[0] != u'\\') return NameCheck::Invalid;
    native.remove_prefix(1);
    if (!native.empty() && native.back() == u'\\') native.remove_suffix(1);
    while (!native.empty()) {
        const std::size_t slash = native.find(u'\\');
        const std::u16string_view name = native.substr(0, slash);
        if (!good_component(name)) return NameCheck::Invalid;
        path += u'\\';
        path += name;
        if (slash == std::u16string_view::npos) break;
        native.remove_prefix(slash + 1);
        if (native.empty()) return NameCheck::Invalid;
    }
    return NameCheck::Good;
}

std::u16string Volume::folded(std::u16string_view path) {
    std::u16string result(path);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

Volume::NodePointer Volume::find(std::u16string_view path) const {
    const auto found = nodes_.find(folded(path));
    return found == nodes_.end() ? nullptr : found->second;
}

bool Volume::parent_exists(std::u16string_view path) const {
    const std::size_t slash = path.rfind(u'\\');
    if (slash == std::u16string_view::npos) return true;
    const NodePointer parent = find(path.substr(0, slash));
    return parent != nullptr && parent->directory;
}

Volume::NodePointer Volume::create(std::u16string_view path, bool directory) {
    auto node = std::make_shared<Node>();
    node->path = path;
    node->directory = directory;
    nodes_[folded(path)] = node;
    return node;
}

bool Volume::has_children(const Node &directory) const {
    const std::u16string prefix = folded(directory.path) + u'\\';
    const auto next = nodes_.lower_bound(prefix);
    return next != nodes_.end() && next->first.starts_with(prefix);
}

void Volume::remove(const Node &node) { nodes_.erase(folded(node.path)); }

std::uint64_t Volume::used_bytes() const {
    std::uint64_t used = 0;
    for (const auto &[path, node] : nodes_)
        used += node->bytes.size();
    return used;
}

std::vector<Volume::NodePointer> Volume::files() const {
    std::vector<NodePointer> found;
    for (const auto &[path, node] : nodes_) {
        if (!node->directory) found.push_back(node);
    }
    return found;
}

bool compatible(const Volume::Opening &wanted, const std::vector<const Volume::Opening *> &others) {
    return std::all_of(others.begin(), others.end(), [&wanted](const Volume::Opening *other) {
        return (!wanted.reads || other->shares_reads) && (!wanted.writes || other->shares_writes) &&
               (!wanted.deletes || other->shares_deletes) && (!other->reads || wanted.shares_reads) &&
               (!other->writes || wanted.shares_writes) && (!other->deletes || wanted.shares_deletes);
    });
}

} // namespace acxsim::kernel
