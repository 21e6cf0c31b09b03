// SPDX-License-Identifier: MIT
#include "sim/kernel/model_code.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <setjmp.h>

#include <cstdlib>
#include <exception>
#include <typeinfo>

#include "sim/core/assert.hpp"
#include "sim/kernel/loaded_object.hpp"
#include "sim/kernel/stack_trace.hpp"

namespace acxsim::kernel {

namespace {

AddressRange model_code; // read in signal handlers
std::string model_name;

sigjmp_buf way_back;
bool guarded = false;
Stop left_with;

std::vector<std::uintptr_t> last_thrown;

} // namespace

void add_model_code(void *handle, std::string name) {
    model_code = range_of(handle);
    model_name = std::move(name);
}

bool model_code_contains(std::uintptr_t address) { return model_code.contains(address); }
const std::string &model_code_name() { return model_name; }

std::optional<Stop> guard_host_code(const std::function<void()> &body) {
    ACXSIM_ASSERT(!guarded, "host code is guarded once");
    if (sigsetjmp(way_back, 1) == 0) {
        guarded = true;
        body();
        guarded = false;
        return std::nullopt;
    }
    guarded = false;
    return std::move(left_with);
}

bool host_code_is_guarded() { return guarded; }

void leave_host_code(Stop stop) {
    left_with = std::move(stop);
    siglongjmp(way_back, 1);
}

std::string thrown_text() {
    const std::exception_ptr thrown = std::current_exception();
    if (thrown == nullptr) return {};
    const std::type_info *type = abi::__cxa_current_exception_type();
    int status = 0;
    char *plain = type == nullptr ? nullptr : abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
    std::string text = plain != nullptr ? plain : "an exception";
    std::free(plain);
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception &exception) {
        text += std::string(": ") + exception.what();
    } catch (...) { // no std::exception: its type is all there is to say
    }
    return text;
}

const std::vector<std::uintptr_t> &thrown_stack() { return last_thrown; }

namespace {

/// The frames are gone when nobody has caught the exception: they are noted when it is thrown.
void note_throw(const void *frame_address) {
    last_thrown = capture_stack(frame_address);
    for (const std::uintptr_t address : last_thrown) {
        if (model_code_contains(address)) return;
    }
    last_thrown.clear();
}

} // namespace

} // namespace acxsim::kernel

/// In place of the run-time library's __cxa_throw (which compilers declare in ways of their own, hence the name by
/// label): what a loaded model throws leaves its stack behind.
extern "C" __attribute__((visibility("default"), noreturn)) void acxsim_throw(void *object, void *type,
                                                                              void (*destructor)(void *)) //
    __asm__("__cxa_throw");

void acxsim_throw(void *object, void *type, void (*destructor)(void *)) {
    using Throw = void (*)(void *, void *, void (*)(void *));
    static const auto real = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
    if (!acxsim::kernel::model_code_name().empty()) acxsim::kernel::note_throw(__builtin_frame_address(0));
    real(object, type, destructor);
    __builtin_unreachable();
}
