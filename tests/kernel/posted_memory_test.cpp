// SPDX-License-Identifier: MIT
//
// Whose memory is brought up to date when code runs: the only device's always, of several that of the device which the
// driver's callback, or else the thread, is about. And that a copy meets what devices do meanwhile, however much of
// that they leave to be worked out later.
#include <array>

#include "sim/kernel/call_frame.hpp"
#include "tests/kernel/machine.hpp"

using namespace acxsim;

namespace {

struct Posting final : hw::CpuVisible {
    unsigned looks = 0;
    void before_cpu_access() override { ++looks; }
};

} // namespace

TEST_CASE("the words of the only device are brought up to date for whatever code runs") {
    test::Machine machine;
    Posting device;
    machine.system.posted_memory().add(device);
    machine.system.start_thread("client", 8, [&] {
        device.looks = 0;
        machine.system.charge(core::from_microseconds(1));
        CHECK(device.looks == 1);
    });
    machine.system.run_until(core::power_on + core::from_milliseconds(1));
    CHECK(device.looks > 0);
}

TEST_CASE("of several devices, the words of the one whose callback runs are brought up to date") {
    test::Machine machine;
    Posting left;
    Posting right;
    kernel::PostedMemory &posted = machine.system.posted_memory();
    posted.add(left);
    posted.add(right);
    posted.assign(10, left);
    posted.assign(20, right);
    posted.set_owner(10, 10);
    posted.set_owner(20, 20);
    posted.set_owner(11, posted.owner_of(10)); // a stream of the left device
    bool ran = false;
    machine.system.start_thread("client", 8, [&] {
        left.looks = right.looks = 0;
        machine.system.charge(core::from_microseconds(1)); // a thread of nobody's may look at all
        CHECK(left.looks == 1);
        CHECK(right.looks == 1);
        machine.system.current_thread().serves = 20; // the client of a stream of the right device
        machine.system.charge(core::from_microseconds(1));
        CHECK(left.looks == 1);
        CHECK(right.looks == 2);
        {
            const kernel::CallbackScope scope("EvtLeft", 11, nullptr);
            CHECK(left.looks == 2); // at its first instruction
            machine.system.charge(core::from_microseconds(1));
            CHECK(left.looks == 3);
        }
        CHECK(right.looks == 3); // when the callback was called, still as the thread's
        const kernel::CallbackScope scope("DriverThread", 99, nullptr); // no device's: it may look at all
        CHECK(left.looks == 4);
        ran = true;
    });
    machine.system.run_until(core::power_on + core::from_milliseconds(1));
    CHECK(ran);
}

namespace {

/// Takes note of a byte every microsecond; as an event each time, or when a processor could notice.
struct Sampler final : hw::CpuVisible {
    Sampler(core::Simulation &simulation, const std::array<std::byte, 4096> &memory, bool lazy)
        : simulation(simulation), memory(memory), lazy(lazy),
          due(core::Event::of<&Sampler::on_due>(core::Priority::Hardware, this)) {
        if (!lazy) simulation.timeline.schedule(due, next);
    }
    ~Sampler() override { simulation.timeline.cancel(due); }
    void on_due() {
        take();
        simulation.timeline.schedule(due, next);
    }
    void take() {
        std::size_t filled = 0;
        while (filled < memory.size() && memory[filled] != std::byte{0})
            ++filled;
        seen.push_back(filled);
        next += core::from_microseconds(1);
    }
    void before_cpu_access() override {
        while (lazy && next <= simulation.now())
            take();
        settled_until_ = next;
    }

    core::Simulation &simulation;
    const std::array<std::byte, 4096> &memory;
    bool lazy;
    core::TimePoint next = core::power_on + core::from_nanoseconds(500);
    core::Event due;
    std::vector<std::size_t> seen;
};

} // namespace

TEST_CASE("a device sees the same of a copy whether its looks are events or worked out later") {
    std::array<std::vector<std::size_t>, 2> seen;
    std::array<std::vector<std::size_t>, 2> interrupted;
    for (const bool lazy : {false, true}) {
        kernel::Parameters parameters;
        parameters.costs.set(kernel::Cost::CopyPerKibibyte, core::from_nanoseconds(4321));
        test::Machine machine(parameters);
        std::array<std::byte, 4096> from;
        from.fill(std::byte{1});
        std::array<std::byte, 4096> to{};
        Sampler sampler(machine.simulation, to, lazy);
        machine.system.posted_memory().add(sampler);
        struct Watched final : kernel::PacedCopy {
            Watched(std::byte *to, const std::byte *from, std::vector<std::size_t> &places)
                : to(to), from(from), places(places) {}
            void move(std::size_t from_byte, std::size_t size_bytes) override {
                std::memcpy(to + from_byte, from + from_byte, size_bytes);
            }
            void resumed(std::size_t copied_bytes, core::Duration interruption) override {
                places.push_back(copied_bytes);
                CHECK(interruption >= core::from_microseconds(3));
            }
            std::byte *to;
            const std::byte *from;
            std::vector<std::size_t> &places;
        } watched(to.data(), from.data(), interrupted[lazy ? 1 : 0]);
        kernel::Dpc dpc(machine.system, "other", [&] { machine.system.charge(core::from_microseconds(3)); });
        core::Event event(
            core::Priority::Hardware,
            [](void *queued) { kernel::System::current().queue_dpc(*static_cast<kernel::Dpc *>(queued)); }, &dpc);
        machine.simulation.timeline.schedule(event, core::power_on + core::from_microseconds(7));
        machine.run([&] {
            machine.system.copy(watched, from.size());
            machine.system.charge(core::from_microseconds(5));
        });
        machine.simulation.timeline.cancel(event);
        seen[lazy ? 1 : 0] = sampler.seen;
        seen[lazy ? 1 : 0].resize(20); // the copy takes 17 us and the DPC 3
        CHECK(to == from);
    }
    CHECK(seen[0] == seen[1]);
    CHECK(interrupted[0] == interrupted[1]);
    REQUIRE(interrupted[0].size() == 1);
    CHECK(interrupted[0][0] % 64 == 0);
    CHECK(seen[0][3] > 512); // it grows as the copy goes on,
    CHECK(seen[0][3] < 1024);
    CHECK(seen[0][7] == seen[0][8]); // and stands still while the DPC runs
}
