// SPDX-License-Identifier: MIT
//
// Handles, contexts, and the order in which a tree of objects goes.
#include "tests/wdf/machine.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

struct NAME_CONTEXT {
    const char *Name;
    int Zero;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(NAME_CONTEXT, GetName)
struct OTHER_CONTEXT {
    int Value;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(OTHER_CONTEXT, GetOther)

void cleanup(WDFOBJECT object) { journal.push_back(std::string("cleanup ") + GetName(object)->Name); }
void destroy(WDFOBJECT object) { journal.push_back(std::string("destroy ") + GetName(object)->Name); }

WDFOBJECT make(const char *name, WDFOBJECT parent) {
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, NAME_CONTEXT);
    attributes.EvtCleanupCallback = cleanup;
    attributes.EvtDestroyCallback = destroy;
    attributes.ParentObject = parent;
    WDFOBJECT object = nullptr;
    if (!NT_SUCCESS(WdfObjectCreate(&attributes, &object))) return nullptr;
    GetName(object)->Name = name;
    return object;
}

void no_timer(WDFTIMER) {}

WDFTIMER make_timer(WDFDEVICE device) {
    WDF_TIMER_CONFIG config;
    WDF_TIMER_CONFIG_INIT(&config, no_timer);
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    WDFTIMER timer = nullptr;
    WdfTimerCreate(&config, &attributes, &timer);
    return timer;
}

} // namespace

TEST_CASE("deletion cleans up children before parents and destroys at the last reference") {
    Machine machine;
    machine.run_with_device([] {
        WDFOBJECT parent = make("parent", nullptr);
        WDFOBJECT child = make("child", parent);
        make("grandchild", child);
        make("sibling", parent);
        WdfObjectReference(child);
        WdfObjectDelete(parent);
        journal.push_back("deleted");
        CHECK(std::string(GetName(child)->Name) == "child"); // the reference keeps handle and context
        WdfObjectDereference(child);
    });
    REQUIRE(machine.finished);
    CHECK(journal == std::vector<std::string>{"cleanup grandchild", "cleanup child", "cleanup sibling",
                                              "cleanup parent", "destroy grandchild", "destroy sibling",
                                              "destroy parent", "deleted", "destroy child"});
}

TEST_CASE("a child may be deleted from its parent's cleanup callback") {
    static WDFOBJECT child;
    Machine machine;
    machine.run_with_device([] {
        WDFOBJECT parent = make("parent", nullptr);
        child = make("child", parent);
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, OTHER_CONTEXT);
        attributes.EvtCleanupCallback = [](WDFOBJECT) { WdfObjectDelete(child); };
        REQUIRE(WdfObjectAllocateContext(parent, &attributes, nullptr) == STATUS_SUCCESS);
        WdfObjectDelete(parent);
    });
    CHECK(machine.finished);
    CHECK(journal == std::vector<std::string>{"cleanup child", "cleanup parent", "destroy child", "destroy parent"});
}

TEST_CASE("contexts are zeroed, found by type, and one of each type is kept") {
    Machine machine;
    machine.run_with_device([] {
        WDFOBJECT object = make("object", nullptr);
        CHECK(GetName(object)->Zero == 0);
        CHECK(GetOther(object) == nullptr);
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, OTHER_CONTEXT);
        PVOID first = nullptr;
        PVOID second = nullptr;
        CHECK(WdfObjectAllocateContext(object, &attributes, &first) == STATUS_SUCCESS);
        CHECK(WdfObjectAllocateContext(object, &attributes, &second) == STATUS_OBJECT_NAME_EXISTS);
        CHECK(first == second);
        CHECK(first == GetOther(object));
        CHECK(WdfObjectContextGetObject(first) == object);
        attributes.ContextSizeOverride = 1; // smaller than the type
        CHECK(WdfObjectAllocateContext(object, &attributes, &first) == STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
        attributes.Size = 8;
        CHECK(WdfObjectAllocateContext(object, &attributes, &first) == STATUS_INFO_LENGTH_MISMATCH);
    });
    CHECK(machine.finished);
}

TEST_CASE("a stale handle stops the machine with WDF_VIOLATION") {
    Machine machine;
    const kernel::Stop stop = machine.run_with_device([] {
        WDFTIMER timer = make_timer(PlainDriver::device);
        WdfObjectDelete(timer);
        WdfTimerStart(timer, -1);
    });
    CHECK(!machine.finished);
    CHECK(stop.reason == kernel::StopReason::BugCheck);
    CHECK(stop.bug_check_code == 0x10d);
    CHECK(stop.bug_check_parameters[0] == 5);
    CHECK_THAT(stop.text, Catch::Contains("WDFTIMER handle") && Catch::Contains("was deleted at"));
}

TEST_CASE("a handle of the wrong type stops the machine with WDF_VIOLATION") {
    Machine machine;
    const kernel::Stop stop =
        machine.run_with_device([] { WdfTimerStart(reinterpret_cast<WDFTIMER>(PlainDriver::device), -1); });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK_THAT(stop.text, Catch::Contains("a WDFDEVICE handle") && Catch::Contains("WDFTIMER is expected"));
}

TEST_CASE("a pointer that is no handle stops the machine with WDF_VIOLATION") {
    Machine machine;
    const kernel::Stop stop = machine.run_with_device([] { WdfObjectDelete(&journal); });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK_THAT(stop.text, Catch::Contains("no framework handle"));
}

TEST_CASE("giving up the last reference without deletion is a violation") {
    Machine machine;
    const kernel::Stop stop = machine.run_with_device([] { WdfObjectDereference(make("object", nullptr)); });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK(stop.bug_check_parameters[0] == 7);
}

TEST_CASE("above PASSIVE_LEVEL a tree that needs PASSIVE_LEVEL is deleted by a worker") {
    Machine machine;
    machine.run_with_device([] {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = PlainDriver::device;
        attributes.ExecutionLevel = WdfExecutionLevelPassive;
        attributes.EvtCleanupCallback = [](WDFOBJECT) {
            journal.push_back("cleanup at IRQL " + std::to_string(KeGetCurrentIrql()));
        };
        WDFOBJECT object;
        REQUIRE(WdfObjectCreate(&attributes, &object) == STATUS_SUCCESS);
        KIRQL old;
        KeRaiseIrql(DISPATCH_LEVEL, &old);
        WdfObjectDelete(object);
        journal.push_back("returned");
        KeLowerIrql(old);
    });
    CHECK(journal == std::vector<std::string>{"returned", "cleanup at IRQL 0"});
}
