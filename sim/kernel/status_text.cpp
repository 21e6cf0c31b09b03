// SPDX-License-Identifier: MIT
#include "sim/kernel/status_text.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace acxsim::kernel {

namespace {

struct Row {
    std::uint32_t value;
    std::string_view name;
};

// A value with several names has the one that comes first.
constexpr Row statuses[] = {
#include "status_rows.inc"
};
constexpr Row results[] = {
    // clang-format off
    {0x00000000, "S_OK"},
    {0x00000001, "S_FALSE"},
    {0x80004001, "E_NOTIMPL"},
    {0x80004002, "E_NOINTERFACE"},
    {0x80004003, "E_POINTER"},
    {0x80004004, "E_ABORT"},
    {0x80004005, "E_FAIL"},
    {0x8000FFFF, "E_UNEXPECTED"},
    {0x80070005, "E_ACCESSDENIED"},
    {0x80070006, "E_HANDLE"},
    {0x8007000E, "E_OUTOFMEMORY"},
    {0x80070057, "E_INVALIDARG"},
    // clang-format on
};
constexpr Row errors[] = {
    // clang-format off
    {0x00000000, "ERROR_SUCCESS"},
    {0x00000001, "ERROR_INVALID_FUNCTION"},
    {0x00000002, "ERROR_FILE_NOT_FOUND"},
    {0x00000003, "ERROR_PATH_NOT_FOUND"},
    {0x00000005, "ERROR_ACCESS_DENIED"},
    {0x00000006, "ERROR_INVALID_HANDLE"},
    {0x00000008, "ERROR_NOT_ENOUGH_MEMORY"},
    {0x0000000E, "ERROR_OUTOFMEMORY"},
    {0x00000015, "ERROR_NOT_READY"},
    {0x00000032, "ERROR_NOT_SUPPORTED"},
    {0x00000057, "ERROR_INVALID_PARAMETER"},
    {0x0000007A, "ERROR_INSUFFICIENT_BUFFER"},
    {0x000000EA, "ERROR_MORE_DATA"},
    {0x00000102, "WAIT_TIMEOUT"},
    {0x00000103, "ERROR_NO_MORE_ITEMS"},
    {0x000003E3, "ERROR_OPERATION_ABORTED"},
    {0x000003E5, "ERROR_IO_PENDING"},
    {0x00000490, "ERROR_NOT_FOUND"},
    // clang-format on
};

std::string_view find(std::span<const Row> rows, std::uint32_t value) {
    const auto found = std::find_if(rows.begin(), rows.end(), [value](const Row &row) { return row.value == value; });
    return found != rows.end() ? found->name : std::string_view();
}

} // namespace

std::string_view status_name(std::uint32_t status) { return find(statuses, status); }
std::string_view result_name(std::uint32_t result) { return find(results, result); }
std::string_view error_name(std::uint32_t error) { return find(errors, error); }

} // namespace acxsim::kernel
