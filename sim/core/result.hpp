// SPDX-License-Identifier: MIT
//
// Result<T>: a value, or what a user or a driver did wrong, said so that it can be mended: what was found, what was
// expected, and where. Our own mistakes are ACXSIM_ASSERT's business, not this type's.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "sim/core/assert.hpp"

namespace acxsim::core {

/// What went wrong, for a person. `place` is a file position, a key path or empty.
struct Error {
    std::string message;
    std::string place = {};
    std::string remedy = {};
};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T &value() & {
        ACXSIM_ASSERT(ok(), "value of a failed Result");
        return std::get<0>(state_);
    }
    const T &value() const & {
        ACXSIM_ASSERT(ok(), "value of a failed Result");
        return std::get<0>(state_);
    }
    T &&value() && {
        ACXSIM_ASSERT(ok(), "value of a failed Result");
        return std::get<0>(std::move(state_));
    }
    const Error &error() const {
        ACXSIM_ASSERT(!ok(), "error of a good Result");
        return std::get<1>(state_);
    }

    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : failed_(true), error_(std::move(error)) {}

    bool ok() const { return !failed_; }
    explicit operator bool() const { return ok(); }
    const Error &error() const {
        ACXSIM_ASSERT(failed_, "error of a good Result");
        return error_;
    }

private:
    bool failed_ = false;
    Error error_;
};

} // namespace acxsim::core
