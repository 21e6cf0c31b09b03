// SPDX-License-Identifier: MIT
//
// Object: what every framework object is made of. Handle, parent and children, references, contexts, cleanup and
// destroy. Sources: the pages on the framework object life-cycle, framework object context space,
// WDF_OBJECT_ATTRIBUTES.
//
// A handle is not a pointer: it is an index into the framework's table plus a generation, in an address range that no
// memory has. A handle that is stale or of another type is found out, and the machine stops with WDF_VIOLATION (0x10D).
//
// To make a kind of object on a floor above:
//
//     class Pin final : public wdf::Object {
//     public:
//         static constexpr wdf::ObjectType type{"ACXPIN", &wdf::Object::type};
//         Pin(const wdf::Attributes &attributes, Circuit &circuit) : Object(type, attributes, &circuit) {}
//     protected:
//         void before_cleanup() override { ... }   // take back what the object did to others
//     };
//     auto &pin = wdf::make_object<Pin>(attributes, circuit);   // belongs to its parent from here on
//     *Pin_out = pin.handle_as<ACXPIN>();                       // what the driver gets
//     Pin &pin = wdf::from_handle<Pin>(handle);                 // what a DDI begins with
//
// Objects are never deleted by `delete`: del() begins deletion, the last dereference frees the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/simulation.hpp"
#include "sim/kernel/dispatcher_object.hpp"
#include "sim/kernel/origin.hpp"
#include "sim/wdf/attributes.hpp"

namespace acxsim::kernel {
class System;
}

namespace acxsim::wdf {

class Device;
class Framework;

/// What kind of object a handle means. Kinds form a tree: an ACXVOLUME is an ACXELEMENT is a WDFOBJECT.
struct ObjectType {
    std::string_view name; ///< the handle type's name
    const ObjectType *base = nullptr;

    bool is(const ObjectType &other) const {
        for (const ObjectType *type = this; type != nullptr; type = type->base) {
            if (type == &other) return true;
        }
        return false;
    }
};

class Object {
public:
    static constexpr ObjectType type{"WDFOBJECT"};

    /// `parent` nullptr: a root. `name` is for reports; empty: the type's name with a running number.
    Object(const ObjectType &type, const Attributes &attributes, Object *parent, std::string_view name = {});
    Object(const Object &) = delete;
    Object &operator=(const Object &) = delete;

    const ObjectType &object_type() const { return type_; }
    /// The object in the trace.
    core::ObjectId id() const { return id_; }
    Object *parent() const { return parent_; }
    const std::vector<Object *> &children() const { return children_; }
    /// The nearest ancestor of that kind, or the object itself; nullptr if there is none.
    template <class T>
    T *ancestor() {
        for (Object *object = this; object != nullptr; object = object->parent_) {
            if (object->type_.is(T::type)) return static_cast<T *>(object);
        }
        return nullptr;
    }
    kernel::System &system() const;
    Framework &framework() const { return framework_; }

    void *handle() const { return handle_; }
    template <class H>
    H handle_as() const {
        return reinterpret_cast<H>(handle_);
    }

    // --- attributes
    // ---------------------------------------------------------------------------------------------------

    const Attributes &attributes() const { return attributes_; }
    /// With inheritance from the parents resolved.
    ExecutionLevel execution_level() const;
    SynchronizationScope synchronization_scope() const;

    // --- contexts
    // -------------------------------------------------------------------------------------------------------

    /// The context of that type (WDF_OBJECT_CONTEXT_TYPE_INFO::UniqueType), nullptr if the object has none.
    void *context(const void *unique_type) const {
        for (const Context &context : contexts_) {
            if (context.unique_type == unique_type) return context.memory.get();
        }
        return nullptr;
    }
    /// Adds a context with its callbacks. STATUS_OBJECT_NAME_EXISTS (and the old one) if there is one of that type.
    std::uint32_t add_context(const Attributes &attributes, void **memory);
    /// The object that a context pointer belongs to, nullptr if it is none's.
    bool owns_context(const void *memory) const;

    // --- life
    // ---------------------------------------------------------------------------------------------------------

    /// Where the driver made it; empty if the simulator did on its own.
    const kernel::Origin &origin() const { return origin_; }
    core::ObjectId parent_id() const { return parent_id_; } ///< also after the parent has gone

    void reference() { ++references_; }
    /// At zero, after deletion, the object is destroyed. At zero without deletion the machine stops.
    void dereference();
    std::uint32_t references() const { return references_; }

    /// WdfObjectReference: kept with its place until the dereference with the same tag, for the report of leaks.
    struct DriverReference {
        const void *tag;
        std::int32_t line;
        std::string file;
    };
    void reference_by_driver(const void *tag, std::int32_t line, const char *file);
    void dereference_by_driver(const void *tag);
    const std::vector<DriverReference> &driver_references() const { return driver_references_; }

    /// Deletes: children's cleanup callbacks, own cleanup callbacks, then the object's own reference goes. Above
    /// PASSIVE_LEVEL a worker thread does it if the object or a descendant needs PASSIVE_LEVEL. A child may be deleted
    /// from within its parent's deletion; deleting twice is a violation.
    void del();
    bool deleted() const { return state_ != State::Alive; }
    /// False for objects that only the framework may delete: WdfObjectDelete of those is a violation.
    bool deletable_by_driver() const { return deletable_; }

protected:
    virtual ~Object();
    friend class Framework;

    /// For kinds whose clean-up waits or calls passive code.
    void require_passive_disposal() { passive_disposal_ = true; }
    void forbid_deletion_by_driver() { deletable_ = false; }
    void allow_deletion_by_driver() { deletable_ = true; }

    /// Deletion begins, nothing has happened yet. At PASSIVE_LEVEL if disposal requires it.
    virtual void on_delete() {}
    /// Children have been cleaned up, own EvtCleanupCallback comes next.
    virtual void before_cleanup() {}
    /// Own EvtCleanupCallback has returned.
    virtual void after_cleanup() {}
    /// The last reference has gone, EvtDestroyCallback comes next.
    virtual void before_destroy() {}

private:
    enum class State : std::uint8_t { Alive, Deleting, Disposing, CleanedUp };
    struct FreeMemory { // context memory is kernel memory: writing past a context crashes at the instruction
        void operator()(void *memory) const;
    };
    struct Context {
        const void *unique_type;
        std::unique_ptr<void, FreeMemory> memory;
        ObjectCallback cleanup;
        ObjectCallback destroy;
    };

    void begin_delete_tree();
    void announce_tree();
    void finish_delete();
    void clean_up_tree(); // children first
    void release_tree();  // children first
    void release_own_reference();
    void destroy();
    bool tree_requires_passive() const;
    void call_back(std::string_view name, ObjectCallback callback);
    void add_context_memory(const Attributes &attributes);

    Framework &framework_;
    const ObjectType &type_;
    Attributes attributes_;
    Object *parent_;
    core::ObjectId parent_id_;
    std::vector<Object *> children_; // in order of creation
    std::vector<Context> contexts_;
    kernel::Origin origin_;
    std::vector<DriverReference> driver_references_;
    void *handle_;
    core::ObjectId id_;
    kernel::DispatcherObject cleaned_up_{kernel::ObjectType::NotificationEvent, 0};
    kernel::Thread *disposer_ = nullptr;
    std::uint32_t references_ = 1;
    State state_ = State::Alive;
    bool delete_called_ = false;
    bool own_reference_ = true;
    bool passive_disposal_;
    bool deletable_ = true;
};

/// Makes an object; it belongs to its parent, or to itself if it has none.
template <class T, class... Arguments>
T &make_object(Arguments &&...arguments) {
    return *new T(std::forward<Arguments>(arguments)...);
}

/// What is behind a handle if it is alive; otherwise nullptr.
Object *find_object(const void *handle);
/// Stops the machine: the handle is stale, or means something else than a `wanted`.
[[noreturn]] void bad_handle(const void *handle, const ObjectType &wanted);

/// The object behind a handle that a driver passed. A bad handle stops the machine.
template <class T>
T &from_handle(const void *handle) {
    Object *object = find_object(handle);
    if (object == nullptr || (&object->object_type() != &T::type && !object->object_type().is(T::type))) [[unlikely]] {
        bad_handle(handle, T::type);
    }
    return *static_cast<T *>(object);
}

/// The same without the consequences: nullptr for a bad handle.
template <class T>
T *find_handle(const void *handle) {
    Object *object = find_object(handle);
    return object != nullptr && object->object_type().is(T::type) ? static_cast<T *>(object) : nullptr;
}

} // namespace acxsim::wdf
