// SPDX-License-Identifier: MIT
//
// The life of a device: order of its callbacks, failures, interrupts, DMA memory, resources.
#include "tests/wdf/machine.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

template <int N>
struct Name {
    char text[N];
    constexpr Name(const char (&name)[N]) { std::copy(name, name + N, text); }
};

NTSTATUS fail_at(const char *name);
std::string failing;

NTSTATUS fail_at(const char *name) { return failing == name ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS; }

template <Name name, class... Arguments>
NTSTATUS logged(Arguments...) {
    journal.push_back(name.text);
    return fail_at(name.text);
}
template <Name name>
VOID logged_void(WDFDEVICE) {
    journal.push_back(name.text);
}
template <Name name>
NTSTATUS logged_power(WDFDEVICE, WDF_POWER_DEVICE_STATE state) {
    journal.push_back(std::string(name.text) + " " + std::to_string(state));
    return fail_at(name.text);
}

void log_everything() {
    failing.clear();
    WDF_PNPPOWER_EVENT_CALLBACKS &power = PlainDriver::power;
    power.EvtDevicePrepareHardware = logged<"Prepare">;
    power.EvtDeviceReleaseHardware = logged<"Release">;
    power.EvtDeviceD0Entry = logged_power<"D0Entry">;
    power.EvtDeviceD0EntryPostInterruptsEnabled = logged_power<"D0EntryPost">;
    power.EvtDeviceD0Exit = logged_power<"D0Exit">;
    power.EvtDeviceD0ExitPreInterruptsDisabled = logged_power<"D0ExitPre">;
    power.EvtDeviceSelfManagedIoInit = logged<"IoInit">;
    power.EvtDeviceSelfManagedIoSuspend = logged<"IoSuspend">;
    power.EvtDeviceSelfManagedIoRestart = logged<"IoRestart">;
    power.EvtDeviceSelfManagedIoFlush = logged_void<"IoFlush">;
    power.EvtDeviceSelfManagedIoCleanup = logged_void<"IoCleanup">;
    power.EvtDeviceSurpriseRemoval = logged_void<"SurpriseRemoval">;
    power.EvtDeviceQueryRemove = logged<"QueryRemove">;
    PlainDriver::device_attributes.EvtCleanupCallback = [](WDFOBJECT) { journal.push_back("device cleanup"); };
    PlainDriver::device_attributes.EvtDestroyCallback = [](WDFOBJECT) { journal.push_back("device destroy"); };
}

BOOLEAN isr(WDFINTERRUPT interrupt, ULONG message);
void interrupt_dpc(WDFINTERRUPT, WDFOBJECT device) {
    CHECK(device == PlainDriver::device);
    journal.push_back("DPC at IRQL " + std::to_string(KeGetCurrentIrql()));
}
NTSTATUS interrupt_enable(WDFINTERRUPT, WDFDEVICE) {
    journal.push_back("enable at IRQL " + std::to_string(KeGetCurrentIrql()));
    return STATUS_SUCCESS;
}
NTSTATUS interrupt_disable(WDFINTERRUPT, WDFDEVICE) {
    journal.push_back("disable at IRQL " + std::to_string(KeGetCurrentIrql()));
    return STATUS_SUCCESS;
}
WDFINTERRUPT the_interrupt;
hw::InterruptLine *the_line;

BOOLEAN isr(WDFINTERRUPT interrupt, ULONG message) {
    CHECK(message == 0);
    CHECK(interrupt == the_interrupt);
    CHECK(WdfInterruptGetDevice(interrupt) == PlainDriver::device);
    journal.push_back("ISR at IRQL " + std::to_string(KeGetCurrentIrql()));
    the_line->set(false);
    CHECK(WdfInterruptQueueDpcForIsr(interrupt) == TRUE);
    CHECK(WdfInterruptQueueDpcForIsr(interrupt) == FALSE);
    return TRUE;
}

NTSTATUS make_interrupt(WDFDEVICE device) {
    WDF_INTERRUPT_CONFIG config;
    WDF_INTERRUPT_CONFIG_INIT(&config, isr, interrupt_dpc);
    config.EvtInterruptEnable = interrupt_enable;
    config.EvtInterruptDisable = interrupt_disable;
    return WdfInterruptCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, &the_interrupt);
}

struct RecordingExtension final : wdf::ClassExtension {
    std::uint32_t device_prepared(wdf::Device &, void *, void *) override { return note("ext prepared"); }
    std::uint32_t device_entered_d0(wdf::Device &, wdf::DevicePower) override { return note("ext entered D0"); }
    void device_suspending(wdf::Device &, wdf::DevicePower) override { note("ext suspending"); }
    void device_leaving_d0(wdf::Device &, wdf::DevicePower) override { note("ext leaving D0"); }
    void device_releasing(wdf::Device &, void *) override { note("ext releasing"); }
    void device_removed(wdf::Device &) override { note("ext removed"); }
    static std::uint32_t note(const char *what) {
        journal.push_back(what);
        return 0;
    }
};

void *entry() { return reinterpret_cast<void *>(&PlainDriver::entry); }

} // namespace

TEST_CASE("a device goes through its life in the documented order") {
    Machine machine;
    RecordingExtension extension;
    machine.host.set_extension(&extension);
    log_everything();
    hw::InterruptLine line(machine.simulation, hw::InterruptMode::Msi, "line");
    PlainDriver::after_create = make_interrupt;
    wdf::ResourceList resources;
    resources.interrupts.push_back({.line = &line});
    machine.run([&] {
        REQUIRE(machine.host.call_driver_entry(entry()).ok());
        REQUIRE(machine.host.add_device().ok());
        REQUIRE(machine.host.start_device(resources).ok());
        CHECK(machine.host.device()->power == wdf::DevicePower::D0);
        journal.push_back("--");
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        CHECK(WdfDeviceGetSystemPowerAction(PlainDriver::device) == PowerActionSleep);
        journal.push_back("--");
        REQUIRE(machine.host.power_up().ok());
        journal.push_back("--");
        REQUIRE(machine.host.remove_device().ok());
        REQUIRE(machine.host.unload().ok());
    });
    REQUIRE(machine.finished);
    CHECK(journal == std::vector<std::string>{"Prepare",
                                              "ext prepared",
                                              "D0Entry 5",
                                              "enable at IRQL 5",
                                              "D0EntryPost 5",
                                              "ext entered D0",
                                              "IoInit",
                                              "--",
                                              "IoSuspend",
                                              "ext suspending",
                                              "D0ExitPre 4",
                                              "disable at IRQL 5",
                                              "ext leaving D0",
                                              "D0Exit 4",
                                              "--",
                                              "D0Entry 4",
                                              "enable at IRQL 5",
                                              "D0EntryPost 4",
                                              "ext entered D0",
                                              "IoRestart",
                                              "--",
                                              "QueryRemove",
                                              "IoSuspend",
                                              "ext suspending",
                                              "D0ExitPre 5",
                                              "disable at IRQL 5",
                                              "ext leaving D0",
                                              "D0Exit 5",
                                              "ext releasing",
                                              "Release",
                                              "IoFlush",
                                              "IoCleanup",
                                              "ext removed",
                                              "device cleanup",
                                              "device destroy",
                                              "EvtDriverUnload"});
    CHECK(machine.host.framework().live_objects().empty());
}

TEST_CASE("a failing callback fails the start, in words, and hardware is released") {
    const auto run = [](const char *at) {
        Machine machine;
        log_everything();
        failing = at;
        wdf::Status status;
        machine.run([&] {
            REQUIRE(machine.host.call_driver_entry(entry()).ok());
            REQUIRE(machine.host.add_device().ok());
            status = machine.host.start_device({});
            REQUIRE(machine.host.remove_device().ok());
            REQUIRE(machine.host.unload().ok());
        });
        CHECK(machine.finished);
        CHECK(status.code == 0xc0000001);
        return status.text;
    };
    CHECK_THAT(run("Prepare"), Catch::Contains("EvtDevicePrepareHardware returned 0xc0000001"));
    CHECK(journal[1] == "Release");
    CHECK_THAT(run("D0Entry"), Catch::Contains("EvtDeviceD0Entry returned"));
    CHECK(journal[2] == "Release"); // no D0Exit for a D0Entry that failed
    CHECK_THAT(run("IoInit"), Catch::Contains("EvtDeviceSelfManagedIoInit"));
}

TEST_CASE("a driver without WdfDeviceCreate, or that fails DeviceAdd, gets no device") {
    Machine machine;
    PlainDriver::after_create = [](WDFDEVICE) { return STATUS_UNSUCCESSFUL; };
    machine.run([&] {
        REQUIRE(machine.host.call_driver_entry(entry()).ok());
        const wdf::Status status = machine.host.add_device();
        CHECK(!status.ok());
        CHECK_THAT(status.text, Catch::Contains("EvtDriverDeviceAdd returned 0xc0000001"));
        CHECK(machine.host.device() == nullptr);
    });
    CHECK(machine.finished);
}

TEST_CASE("an interrupt runs its ISR at DIRQL and then its DPC at DISPATCH_LEVEL, while it is enabled") {
    for (const hw::InterruptMode mode : {hw::InterruptMode::Msi, hw::InterruptMode::Level}) {
        Machine machine;
        hw::InterruptLine line(machine.simulation, mode, "line");
        the_line = &line;
        PlainDriver::after_create = make_interrupt;
        wdf::ResourceList resources;
        resources.interrupts.push_back({.line = &line, .dirql = 7});
        machine.run_with_device(
            [&] {
                WDF_INTERRUPT_INFO info;
                WDF_INTERRUPT_INFO_INIT(&info);
                WdfInterruptGetInfo(the_interrupt, &info);
                CHECK(info.Irql == 7);
                CHECK(info.MessageSignaled == (mode == hw::InterruptMode::Msi ? TRUE : FALSE));
                journal.clear();
                line.set(true);
                machine.system.sleep_for(core::from_milliseconds(1));
                CHECK(journal == std::vector<std::string>{"ISR at IRQL 7", "DPC at IRQL 2"});
                WdfInterruptAcquireLock(the_interrupt);
                CHECK(KeGetCurrentIrql() == 7);
                WdfInterruptReleaseLock(the_interrupt);
                CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
                WdfInterruptDisable(the_interrupt);
                journal.clear();
                line.set(true);
                machine.system.sleep_for(core::from_milliseconds(1));
                CHECK(journal.empty());
            },
            resources);
        CHECK(machine.finished);
    }
}

TEST_CASE("the driver finds memory and interrupts in its resource lists") {
    struct Registers final : hw::RegisterBlock {
        std::string_view name() const override { return "block"; }
        std::uint64_t size_bytes() const override { return 0x4000; }
        std::uint64_t read(std::uint64_t, unsigned) override { return 0; }
        void write(std::uint64_t, unsigned, std::uint64_t) override {}
    };
    static hw::BusAddress address;
    Machine machine;
    Registers registers;
    hw::InterruptLine line(machine.simulation, hw::InterruptMode::Msi, "line");
    address = machine.bus.attach(registers);
    wdf::ResourceList resources;
    resources.memory.push_back({address, 0x4000});
    resources.interrupts.push_back({.line = &line});
    PlainDriver::power.EvtDevicePrepareHardware = [](WDFDEVICE, WDFCMRESLIST raw, WDFCMRESLIST translated) -> NTSTATUS {
        CHECK(WdfCmResourceListGetCount(raw) == 2);
        CHECK(WdfCmResourceListGetCount(translated) == 2);
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *memory = WdfCmResourceListGetDescriptor(translated, 0);
        CHECK(memory->Type == CmResourceTypeMemory);
        const LONGLONG start = memory->u.Memory.Start.QuadPart; // the descriptor is packed: no reference to its members
        CHECK(start == static_cast<LONGLONG>(address));
        CHECK(memory->u.Memory.Length == 0x4000);
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *interrupt = WdfCmResourceListGetDescriptor(translated, 1);
        CHECK(interrupt->Type == CmResourceTypeInterrupt);
        CHECK((interrupt->Flags & CM_RESOURCE_INTERRUPT_MESSAGE) != 0);
        CHECK(WdfCmResourceListGetDescriptor(translated, 2) == nullptr);
        journal.push_back("prepared");
        return STATUS_SUCCESS;
    };
    machine.run_with_device([] {}, resources);
    CHECK(journal == std::vector<std::string>{"prepared"});
}

TEST_CASE("a common buffer is zeroed and the device sees it at its logical address, until it is deleted") {
    for (const WDF_DMA_PROFILE profile : {WdfDmaProfileScatterGather, WdfDmaProfileScatterGather64}) {
        Machine machine;
        machine.run_with_device([&] {
            WDF_DMA_ENABLER_CONFIG config;
            WDF_DMA_ENABLER_CONFIG_INIT(&config, profile, 0x10000);
            WDFDMAENABLER enabler;
            REQUIRE(WdfDmaEnablerCreate(PlainDriver::device, &config, WDF_NO_OBJECT_ATTRIBUTES, &enabler) ==
                    STATUS_SUCCESS);
            WDF_COMMON_BUFFER_CONFIG buffer_config;
            WDF_COMMON_BUFFER_CONFIG_INIT(&buffer_config, FILE_128_BYTE_ALIGNMENT);
            WDFCOMMONBUFFER buffer;
            REQUIRE(WdfCommonBufferCreateWithConfig(enabler, 0x2100, &buffer_config, WDF_NO_OBJECT_ATTRIBUTES,
                                                    &buffer) == STATUS_SUCCESS);
            auto *memory = static_cast<unsigned char *>(WdfCommonBufferGetAlignedVirtualAddress(buffer));
            const auto logical = static_cast<hw::BusAddress>(WdfCommonBufferGetAlignedLogicalAddress(buffer).QuadPart);
            CHECK(WdfCommonBufferGetLength(buffer) == 0x2100);
            CHECK(std::all_of(memory, memory + 0x2100, [](unsigned char byte) { return byte == 0; }));
            CHECK(logical != reinterpret_cast<std::uintptr_t>(memory));
            CHECK(logical % 128 == 0);
            CHECK((logical < 0x100000000) == (profile == WdfDmaProfileScatterGather));
            memory[0x20ff] = 0x5c;
            std::byte seen{};
            CHECK(machine.memory.read(0, logical + 0x20ff, {&seen, 1}));
            CHECK(seen == std::byte{0x5c});
            WdfObjectDelete(buffer);
            CHECK(!machine.memory.read(0, logical, {&seen, 1}));
            CHECK(machine.memory.faults() == 1);
        });
        CHECK(machine.finished);
    }
}

TEST_CASE("a surprise removal tells the driver first") {
    Machine machine;
    log_everything();
    machine.run([&] {
        REQUIRE(machine.host.call_driver_entry(entry()).ok());
        REQUIRE(machine.host.add_device().ok());
        REQUIRE(machine.host.start_device({}).ok());
        journal.clear();
        REQUIRE(machine.host.surprise_remove_device().ok());
    });
    REQUIRE(machine.finished);
    CHECK(journal.front() == "SurpriseRemoval");
    CHECK(journal.back() == "device destroy");
}
