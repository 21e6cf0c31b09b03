// SPDX-License-Identifier: MIT
//
// A copy moves line by line at the machine's pace for whoever looks: a device, however much of what it does is left to
// be worked out later, and code on other processors. Who cannot look does not slow it down.
#include <array>

#include "tests/kernel/machine.hpp"

using namespace acxsim;

namespace {

using Bytes = std::array<std::byte, 4096>;

std::size_t filled(const Bytes &memory) {
    return static_cast<std::size_t>(std::find(memory.begin(), memory.end(), std::byte{0}) - memory.begin());
}

struct Interruption {
    std::size_t at;
    core::Duration away;
    bool operator==(const Interruption &) const = default;
};

struct Watched final : kernel::PacedCopy {
    Watched(std::byte *to, const std::byte *from, std::vector<Interruption> &interruptions)
        : to(to), from(from), interruptions(interruptions) {}
    void move(std::size_t from_byte, std::size_t size_bytes) override {
        std::memcpy(to + from_byte, from + from_byte, size_bytes);
        ++pieces;
    }
    void resumed(std::size_t copied_bytes, core::Duration interruption) override {
        interruptions.push_back({copied_bytes, interruption});
    }
    std::byte *to;
    const std::byte *from;
    std::vector<Interruption> &interruptions;
    unsigned pieces = 0;
};

/// Takes note of how much of the memory is filled, every microsecond; as an event each time, or when a processor could
/// notice.
struct Sampler final : hw::CpuVisible {
    Sampler(core::Simulation &simulation, const Bytes &memory, bool lazy)
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
        seen.push_back(filled(memory));
        next += period;
    }
    void before_cpu_access() override {
        while (lazy && next <= simulation.now())
            take();
        settled_until_ = next;
    }
    /// A register write: from now on it looks at another pace, first in that time.
    void set_pace(core::Duration new_period) {
        before_cpu_access();
        period = new_period;
        next = simulation.now() + period;
        settled_until_ = core::power_on;
        if (!lazy) simulation.timeline.schedule(due, next);
    }

    core::Simulation &simulation;
    const Bytes &memory;
    bool lazy;
    core::Duration period = core::from_microseconds(1);
    core::TimePoint next = core::power_on + core::from_nanoseconds(500);
    core::Event due;
    std::vector<std::size_t> seen;
};

/// Two processors, two devices: the left one samples what is copied, the right one has nothing to do with it.
struct Scene {
    static constexpr core::ObjectId left = 10, right = 20;

    explicit Scene(bool lazy) : machine(parameters()), sampler(machine.simulation, to, lazy) {
        from.fill(std::byte{1});
        kernel::PostedMemory &posted = machine.system.posted_memory();
        posted.add(sampler);
        posted.add(other);
        posted.assign(left, sampler);
        posted.assign(right, other);
        posted.set_owner(left, left);
        posted.set_owner(right, right);
    }
    static kernel::Parameters parameters() {
        kernel::Parameters parameters;
        parameters.costs.set(kernel::Cost::CopyPerKibibyte, core::from_nanoseconds(4321));
        return parameters;
    }
    /// A copy on one processor, `beside` on the other, both from the same instant on.
    void run(core::ObjectId serves, const std::function<void()> &beside) {
        kernel::System &system = machine.system;
        system.start_thread("copier", 8, [&] {
            system.current_thread().serves = left;
            system.sleep_until(begins);
            began = system.now();
            system.copy(copy, from.size());
            ended = system.now();
        });
        system.start_thread("beside", 8, [&, serves] {
            system.current_thread().serves = serves;
            system.sleep_until(begins);
            beside();
        });
        system.run_until(core::power_on + core::from_microseconds(200));
        system.posted_memory().settle(kernel::PostedMemory::any_part, system.now());
        CHECK(to == from);
        CHECK(interruptions.empty());
        CHECK(ended - began == core::from_nanoseconds(4 * 4321));
    }
    /// What must be filled at that instant: the lines that began before it.
    std::size_t due(core::TimePoint when) const {
        std::size_t bytes = 0;
        while (bytes < from.size() &&
               began + core::Duration{static_cast<std::int64_t>(bytes) * core::from_nanoseconds(4321).count() / 1024} <
                   when)
            bytes += 64;
        return bytes;
    }

    struct Nothing final : hw::CpuVisible {
        void before_cpu_access() override { settled_until_ = core::end_of_time; }
    };
    test::Machine machine;
    Bytes from;
    Bytes to{};
    Sampler sampler;
    Nothing other;
    std::vector<Interruption> interruptions;
    Watched copy{to.data(), from.data(), interruptions};
    const core::TimePoint begins = core::power_on + core::from_microseconds(40);
    core::TimePoint began;
    core::TimePoint ended;
};

} // namespace

TEST_CASE("a device sees the same of a copy whether its looks are events or worked out later") {
    std::array<std::vector<std::size_t>, 2> seen;
    std::array<std::vector<Interruption>, 2> interrupted;
    for (const bool lazy : {false, true}) {
        kernel::Parameters parameters;
        parameters.costs.set(kernel::Cost::CopyPerKibibyte, core::from_nanoseconds(4321));
        test::Machine machine(parameters);
        std::array<std::byte, 4096> from;
        from.fill(std::byte{1});
        std::array<std::byte, 4096> to{};
        Sampler sampler(machine.simulation, to, lazy);
        machine.system.posted_memory().add(sampler);
        Watched watched(to.data(), from.data(), interrupted[lazy ? 1 : 0]);
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
    CHECK(interrupted[0][0].at % 64 == 0);
    CHECK(interrupted[0][0].away >= core::from_microseconds(3));
    CHECK(seen[0][3] > 512); // it grows as the copy goes on,
    CHECK(seen[0][3] < 1024);
    CHECK(seen[0][7] == seen[0][8]); // and stands still while the DPC runs
}

TEST_CASE("code on another processor that could look at a copy sees every line that was due") {
    for (const core::ObjectId serves : {Scene::left, core::ObjectId{0}}) { // the device's, and nobody's in particular
        Scene scene(true);
        unsigned looks = 0;
        unsigned partial = 0;
        scene.run(serves, [&] {
            for (int i = 0; i < 150; ++i) {
                scene.machine.system.charge(core::from_nanoseconds(97));
                const std::size_t seen = filled(scene.to);
                if (scene.began == core::TimePoint{}) continue;
                ++looks;
                if (seen != 0 && seen != scene.to.size()) ++partial;
                CAPTURE(i);
                CHECK(seen == scene.due(scene.machine.system.now()));
            }
        });
        CHECK(looks > 100);
        CHECK(partial > 100);
    }
}

TEST_CASE("code about another device goes on beside a copy without cutting it") {
    std::array<std::vector<std::size_t>, 2> seen;
    std::array<unsigned, 2> pieces{};
    for (const bool lazy : {false, true}) {
        Scene scene(lazy);
        const auto busy = [&] {
            for (int i = 0; i < 300; ++i)
                scene.machine.system.charge(core::from_nanoseconds(43));
        };
        scene.run(Scene::right, busy);
        seen[lazy ? 1 : 0] = scene.sampler.seen;
        seen[lazy ? 1 : 0].resize(70);
        pieces[lazy ? 1 : 0] = scene.copy.pieces;
    }
    CHECK(seen[0] == seen[1]);
    CHECK(seen[0][45] > 0);
    CHECK(seen[0][45] < 4096);
    for (const unsigned count : pieces) { // the sampler's looks, and the end
        CHECK(count >= 17);
        CHECK(count <= 20);
    }
}

TEST_CASE("a device that another processor's code changes during a copy still sees what was due") {
    std::array<std::vector<std::size_t>, 2> seen;
    for (const bool lazy : {false, true}) {
        Scene scene(lazy);
        scene.run(Scene::left, [&] {
            scene.machine.system.charge(core::from_nanoseconds(3333));
            scene.sampler.set_pace(core::from_nanoseconds(111)); // sooner than it had been planned
            scene.machine.system.charge(core::from_nanoseconds(5));
            scene.machine.system.charge(core::from_microseconds(9));
            scene.sampler.set_pace(core::from_nanoseconds(1777));
        });
        seen[lazy ? 1 : 0] = scene.sampler.seen;
        seen[lazy ? 1 : 0].resize(130);
    }
    CHECK(seen[0] == seen[1]);
    CHECK(seen[0][60] > 0);
    CHECK(seen[0][60] < seen[0][61] + 64);
}
