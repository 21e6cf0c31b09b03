// SPDX-License-Identifier: MIT
//
// Ground of the wil headers: the few pieces of the standard library that kernel code has under the name wistd.
#ifndef ACXSIM_DDK_WIL_COMMON_H
#define ACXSIM_DDK_WIL_COMMON_H

#ifndef __cplusplus
#error "the Windows Implementation Library is for C++"
#endif

#include <type_traits>
#include <utility>

namespace wistd {

using std::forward;
using std::is_same;
using std::move;
using std::remove_reference;
template <typename Type>
using remove_reference_t = typename std::remove_reference<Type>::type;

template <typename Type>
struct default_delete {
    void operator()(Type *object) const noexcept { delete object; }
};
template <typename Type>
struct default_delete<Type[]> {
    void operator()(Type *objects) const noexcept { delete[] objects; }
};

/// Owns an object made by the driver's own operator new.
template <typename Type, typename Deleter = default_delete<Type>>
class unique_ptr {
public:
    using element_type = typename std::remove_extent<Type>::type;
    using pointer = element_type *;

    unique_ptr() noexcept = default;
    unique_ptr(decltype(nullptr)) noexcept {}
    explicit unique_ptr(pointer object) noexcept : object_(object) {}
    unique_ptr(unique_ptr &&other) noexcept : object_(other.release()) {}
    unique_ptr &operator=(unique_ptr &&other) noexcept {
        reset(other.release());
        return *this;
    }
    unique_ptr &operator=(decltype(nullptr)) noexcept {
        reset();
        return *this;
    }
    unique_ptr(const unique_ptr &) = delete;
    unique_ptr &operator=(const unique_ptr &) = delete;
    ~unique_ptr() noexcept { reset(); }

    pointer get() const noexcept { return object_; }
    pointer operator->() const noexcept { return object_; }
    element_type &operator*() const noexcept { return *object_; }
    element_type &operator[](size_t index) const noexcept { return object_[index]; }
    explicit operator bool() const noexcept { return object_ != nullptr; }
    [[nodiscard]] pointer release() noexcept {
        pointer object = object_;
        object_ = nullptr;
        return object;
    }
    void reset(pointer object = nullptr) noexcept {
        pointer old = object_;
        object_ = object;
        if (old != nullptr) Deleter{}(old);
    }

private:
    pointer object_ = nullptr;
};

} // namespace wistd

#endif // ACXSIM_DDK_WIL_COMMON_H
