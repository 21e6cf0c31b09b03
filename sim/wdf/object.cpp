// SPDX-License-Identifier: MIT
#include "sim/wdf/object.hpp"

#include <algorithm>
#include <new>

#include <fmt/format.h>

#include "sim/core/assert.hpp"
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/records.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t context_tag = 0x78434657; // "WFCx"

std::string object_name(core::Trace &trace, const ObjectType &type, std::string_view name) {
    if (!name.empty()) return std::string(name);
    return fmt::format("{} at {}", type.name, time_text(trace.now()));
}

} // namespace

Object::Object(const ObjectType &type, const Attributes &attributes, Object *parent, std::string_view name)
    : framework_(Framework::current()), type_(type), attributes_(attributes), parent_(parent),
      parent_id_(parent == nullptr ? 0 : parent->id_), handle_(framework_.register_object(*this)),
      id_(framework_.trace().add_object(type.name, object_name(framework_.trace(), type, name))),
      passive_disposal_(attributes.execution_level == ExecutionLevel::Passive) {
    ACXSIM_ASSERT(parent == nullptr || parent->state_ == State::Alive, "a child was made under a deleted parent");
    if (parent != nullptr) {
        parent->children_.push_back(this);
        system().posted_memory().set_owner(id_, system().posted_memory().owner_of(parent->id_));
    }
    origin_ = kernel::origin_of_call();
    if (origin_.stack.empty()) origin_ = {};
    add_context_memory(attributes);
    framework_.trace().emit(ObjectCreated{id_, parent_id_, core::hash_text(type.name)});
}

Object::~Object() = default;

kernel::System &Object::system() const { return framework_.system(); }

ExecutionLevel Object::execution_level() const {
    for (const Object *object = this; object != nullptr; object = object->parent_) {
        if (object->attributes_.execution_level > ExecutionLevel::InheritFromParent)
            return object->attributes_.execution_level;
    }
    return ExecutionLevel::Dispatch;
}

SynchronizationScope Object::synchronization_scope() const {
    for (const Object *object = this; object != nullptr; object = object->parent_) {
        const SynchronizationScope scope = object->attributes_.synchronization_scope;
        if (scope > SynchronizationScope::InheritFromParent) return scope;
    }
    return SynchronizationScope::None;
}

// --- contexts
// -----------------------------------------------------------------------------------------------------------

void Object::FreeMemory::operator()(void *memory) const {
    kernel::Pool::current().free(memory, 0, kernel::MemoryKind::Framework);
}

void Object::add_context_memory(const Attributes &attributes) {
    if (attributes.context_type == nullptr && attributes.cleanup == nullptr && attributes.destroy == nullptr) return;
    std::unique_ptr<void, FreeMemory> memory(nullptr, FreeMemory{});
    if (attributes.context_type != nullptr) {
        memory.reset(
            kernel::Pool::current().allocate({.size_bytes = std::max<std::size_t>(attributes.context_size_bytes, 1),
                                              .tag = context_tag,
                                              .kind = kernel::MemoryKind::Framework}));
        if (memory == nullptr) throw std::bad_alloc();
    }
    contexts_.push_back({attributes.context_type, std::move(memory), attributes.cleanup, attributes.destroy});
}

std::uint32_t Object::add_context(const Attributes &attributes, void **memory) {
    if (void *present = context(attributes.context_type)) {
        *memory = present;
        return static_cast<std::uint32_t>(STATUS_OBJECT_NAME_EXISTS);
    }
    add_context_memory(attributes);
    *memory = contexts_.back().memory.get();
    return static_cast<std::uint32_t>(STATUS_SUCCESS);
}

bool Object::owns_context(const void *memory) const {
    return std::any_of(contexts_.begin(), contexts_.end(),
                       [memory](const Context &context) { return context.memory.get() == memory; });
}

// --- deletion
// -----------------------------------------------------------------------------------------------------------

void Object::del() {
    if (delete_called_) {
        framework_.violation(
            Violation::WrongHandle, handle_,
            fmt::format("the {} \"{}\" is deleted a second time", type_.name, framework_.trace().object(id_).name),
            "Something still holds a reference, so that the handle is valid; but deletion was asked for "
            "before.");
    }
    delete_called_ = true;
    if (state_ == State::CleanedUp) return release_own_reference(); // its parent is being deleted, it is done already
    if (state_ == State::Disposing) return;                         // from its own cleanup callback
    if (state_ == State::Alive) begin_delete_tree();
    if (system().irql() > kernel::passive_level && tree_requires_passive()) {
        reference();
        framework_.workers().queue([this] {
            finish_delete();
            dereference();
        });
        return;
    }
    finish_delete();
}

void Object::begin_delete_tree() {
    if (state_ != State::Alive) return;
    state_ = State::Deleting;
    framework_.trace().emit(ObjectDeleted{id_, parent_id_, core::hash_text(type_.name)});
    for (Object *child : children_)
        child->begin_delete_tree();
}

bool Object::tree_requires_passive() const {
    if (passive_disposal_ || state_ == State::Disposing) return true; // under way elsewhere: to be waited for
    return std::any_of(children_.begin(), children_.end(),
                       [](const Object *child) { return child->tree_requires_passive(); });
}

void Object::finish_delete() {
    if (state_ == State::Deleting) {
        announce_tree();
        clean_up_tree();
    }
    release_tree();
}

void Object::announce_tree() {
    if (state_ != State::Deleting) return;
    on_delete();
    const std::vector<Object *> children = children_;
    for (Object *child : children)
        child->announce_tree();
}

void Object::clean_up_tree() {
    if (state_ == State::CleanedUp) return;
    kernel::System &machine = system();
    kernel::Thread *thread = machine.on_processor() ? &machine.current_thread() : nullptr;
    if (state_ == State::Disposing) {
        if (disposer_ != thread) machine.wait(cleaned_up_);
        return;
    }
    state_ = State::Disposing;
    disposer_ = thread;
    const std::vector<Object *> children = children_;
    for (Object *child : children)
        child->reference();
    for (Object *child : children)
        child->clean_up_tree();
    for (Object *child : children)
        child->dereference();
    before_cleanup();
    for (std::size_t i = 0; i < contexts_.size(); ++i)
        call_back("EvtCleanupCallback", contexts_[i].cleanup);
    after_cleanup();
    state_ = State::CleanedUp;
    disposer_ = nullptr;
    machine.set_event(cleaned_up_);
}

void Object::release_tree() {
    const std::vector<Object *> children = children_;
    for (Object *child : children)
        child->reference();
    for (Object *child : children) {
        child->release_tree();
        child->dereference();
    }
    release_own_reference();
}

void Object::release_own_reference() {
    if (!own_reference_ || state_ != State::CleanedUp) return;
    own_reference_ = false;
    dereference();
}

void Object::reference_by_driver(const void *tag, std::int32_t line, const char *file) {
    driver_references_.push_back({tag, line, file == nullptr ? std::string() : std::string(file)});
    reference();
}

void Object::dereference_by_driver(const void *tag) {
    for (auto reference = driver_references_.rbegin(); reference != driver_references_.rend(); ++reference) {
        if (reference->tag != tag) continue;
        driver_references_.erase(std::next(reference).base());
        break;
    }
    dereference();
}

void Object::dereference() {
    if (references_ == 1 && state_ != State::CleanedUp) {
        framework_.violation(Violation::DeletedByDereference, handle_,
                             fmt::format("the last reference of the {} \"{}\" was given up, but it was never deleted",
                                         type_.name, framework_.trace().object(id_).name),
                             "WdfObjectDereference only undoes WdfObjectReference; WdfObjectDelete deletes.");
    }
    if (--references_ > 0) return;
    if (passive_disposal_ && system().irql() > kernel::passive_level) {
        framework_.workers().queue([this] { destroy(); });
    } else {
        destroy();
    }
}

void Object::destroy() {
    before_destroy();
    for (std::size_t i = 0; i < contexts_.size(); ++i)
        call_back("EvtDestroyCallback", contexts_[i].destroy);
    if (parent_ != nullptr) std::erase(parent_->children_, this);
    for (Object *child : children_)
        child->parent_ = nullptr; // somebody still holds a reference to it
    framework_.trace().emit(ObjectDestroyed{id_, parent_id_, core::hash_text(type_.name)});
    framework_.unregister_object(*this);
    delete this;
}

void Object::call_back(std::string_view name, ObjectCallback callback) {
    if (callback == nullptr) return;
    kernel::CallbackScope scope(name, id_, reinterpret_cast<const void *>(callback));
    callback(handle_);
    scope.returned();
}

// --- handles
// ------------------------------------------------------------------------------------------------------------

Object *find_object(const void *handle) { return Framework::current().find(handle); }

void bad_handle(const void *handle, const ObjectType &wanted) {
    Framework &framework = Framework::current();
    framework.violation(Violation::WrongHandle, handle, framework.describe_bad_handle(handle, wanted),
                        "Framework handles die with their object, and an object dies with its parent.");
}

} // namespace acxsim::wdf
