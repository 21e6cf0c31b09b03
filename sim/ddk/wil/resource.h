// SPDX-License-Identifier: MIT
//
// What kernel drivers use of the Windows Implementation Library's resource.h: an action at the end of a scope, and
// owners of handles that know how to close them. Same names and behaviour as the library's documentation describes; no
// exceptions, no allocation. C++ only, as the library is.
#ifndef ACXSIM_DDK_WIL_RESOURCE_H
#define ACXSIM_DDK_WIL_RESOURCE_H

#include "common.h"

namespace wil {

namespace details {

/// Runs its action when it goes, unless released.
template <typename Action>
class lambda_call {
public:
    explicit lambda_call(Action &&action) noexcept : action_(static_cast<Action &&>(action)) {}
    lambda_call(lambda_call &&other) noexcept : action_(static_cast<Action &&>(other.action_)), armed_(other.armed_) {
        other.armed_ = false;
    }
    lambda_call(const lambda_call &) = delete;
    lambda_call &operator=(const lambda_call &) = delete;
    lambda_call &operator=(lambda_call &&) = delete;
    ~lambda_call() noexcept { reset(); }

    /// The action will not run.
    void release() noexcept { armed_ = false; }
    /// The action runs now, and not again.
    void reset() noexcept {
        if (armed_) {
            armed_ = false;
            action_();
        }
    }
    explicit operator bool() const noexcept { return armed_; }

private:
    Action action_;
    bool armed_ = true;
};

} // namespace details

/// auto undo = wil::scope_exit([&] { ... }); at success: undo.release();
template <typename Action>
[[nodiscard]] inline auto scope_exit(Action &&action) noexcept {
    return details::lambda_call<wistd::remove_reference_t<Action>>(
        static_cast<wistd::remove_reference_t<Action> &&>(action));
}

/// Owns a handle of type Handle, closed by close_fn(handle).
template <typename Handle, typename CloseType, CloseType close_fn, Handle invalid = Handle{}>
class unique_any_t {
public:
    using pointer = Handle;

    unique_any_t() noexcept = default;
    explicit unique_any_t(Handle handle) noexcept : handle_(handle) {}
    unique_any_t(unique_any_t &&other) noexcept : handle_(other.release()) {}
    unique_any_t &operator=(unique_any_t &&other) noexcept {
        if (this != &other) reset(other.release());
        return *this;
    }
    unique_any_t(const unique_any_t &) = delete;
    unique_any_t &operator=(const unique_any_t &) = delete;
    ~unique_any_t() noexcept { reset(); }

    void reset(Handle handle = invalid) noexcept {
        const Handle old = handle_;
        handle_ = handle;
        if (old != invalid) close_fn(old);
    }
    [[nodiscard]] Handle release() noexcept {
        const Handle handle = handle_;
        handle_ = invalid;
        return handle;
    }
    Handle get() const noexcept { return handle_; }
    bool is_valid() const noexcept { return handle_ != invalid; }
    explicit operator bool() const noexcept { return is_valid(); }
    /// For functions that return a handle through a pointer: closes the present one first.
    Handle *put() noexcept {
        reset();
        return &handle_;
    }
    Handle *operator&() noexcept { return put(); }
    Handle *addressof() noexcept { return &handle_; }
    void swap(unique_any_t &other) noexcept {
        const Handle handle = handle_;
        handle_ = other.handle_;
        other.handle_ = handle;
    }

private:
    Handle handle_ = invalid;
};

template <typename Handle, typename CloseType, CloseType close_fn>
using unique_any = unique_any_t<Handle, CloseType, close_fn>;

} // namespace wil

#endif // ACXSIM_DDK_WIL_RESOURCE_H

// Framework objects: available when wdf.h came first, or comes before the next inclusion.
#if defined(ACXSIM_DDK_WDF_OBJECT_H) && !defined(ACXSIM_DDK_WIL_RESOURCE_WDF)
#define ACXSIM_DDK_WIL_RESOURCE_WDF

namespace wil {

namespace details {
template <typename Handle>
inline void delete_wdf_object(Handle object) noexcept {
    WdfObjectDelete(reinterpret_cast<WDFOBJECT>(object));
}
} // namespace details

/// Owns a framework object: WdfObjectDelete at the end.
template <typename Handle>
using unique_wdf_any = unique_any_t<Handle, void (*)(Handle) noexcept, &details::delete_wdf_object<Handle>>;

} // namespace wil

#endif
