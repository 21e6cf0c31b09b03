// SPDX-License-Identifier: MIT
//
// A bench for the USB host controller and its device, for experiments and tests: rings in memory, and a host driver of
// few words that keeps a number of transfers in flight. Offsets are spelled out here on purpose: whoever checks a model
// must not take them from it.
#pragma once

#include <array>
#include <functional>

#include "hwmodel/usb/controller.hpp"
#include "sim/validation/hda_bench.hpp"

namespace acxsim::validation {

inline constexpr std::uint32_t usb_out = 0x100;
inline constexpr std::uint32_t usb_in = 0x180;

inline usb::Parameters quick_usb() {
    usb::Parameters parameters;
    parameters.lock_delay = Duration{};
    return parameters;
}

class UsbBench {
public:
    explicit UsbBench(const usb::Parameters &parameters = quick_usb(), std::uint64_t seed = 1)
        : simulation(seed), memory(simulation), controller(simulation, memory, parameters), events(memory, 1),
          transfers(memory, 2), tables(memory, 2 * 16), buffers(memory, 2 * 16 * 4) {
        controller.attach_sink(sink);
        controller.attach_source(source);
        write(0x04, 1);
        write(0x18, events.address() & 0xffff'ffff);
        write(0x1c, events.address() >> 32);
        write(0x20, 256);
        write(0x0c, 3);
    }

    std::uint32_t read(std::uint32_t offset) { return static_cast<std::uint32_t>(controller.read(offset, 4)); }
    void write(std::uint32_t offset, std::uint64_t value) { controller.write(offset, 4, value & 0xffff'ffff); }
    TimePoint now() const { return simulation.now(); }
    void run_until(TimePoint when) {
        while (simulation.timeline.next_time() <= when)
            simulation.timeline.run_next();
        simulation.timeline.pass_to(when);
    }
    void run_for(Duration duration) { run_until(now() + duration); }

    /// The alternate setting, ring and format of an endpoint (usb_out or usb_in).
    void select(std::uint32_t endpoint, std::uint32_t rate_hz = 48'000, unsigned bits = 16, unsigned channels = 2) {
        const BusAddress ring = transfers.address() + (endpoint == usb_in ? page_size_bytes : 0);
        write(endpoint + 0x08, ring);
        write(endpoint + 0x0c, ring >> 32);
        write(endpoint + 0x10, 16);
        write(endpoint + 0x1c, rate_hz);
        write(endpoint + 0x20, channels << 8 | bits);
        write(endpoint + 0x00, 1);
    }
    void run(std::uint32_t endpoint) { write(endpoint + 0x00, 3); }
    void stop(std::uint32_t endpoint) { write(endpoint + 0x00, 1); }

    // Slot `count` modulo 16 of an endpoint's ring.
    std::size_t slot(std::uint32_t endpoint, std::uint32_t count) const {
        return (endpoint == usb_in ? 16 : 0) + count % 16;
    }
    std::byte *buffer(std::uint32_t endpoint, std::uint32_t count) {
        return buffers.data() + slot(endpoint, count) * 4 * page_size_bytes;
    }
    std::uint32_t header(std::uint32_t endpoint, std::uint32_t count, std::uint32_t offset) const {
        return transfers.word((endpoint == usb_in ? page_size_bytes : 0) + count % 16 * 64 + offset);
    }
    std::uint32_t packet(std::uint32_t endpoint, std::uint32_t count, std::uint32_t index, std::uint32_t offset) const {
        return tables.word(slot(endpoint, count) * page_size_bytes + index * 16 + offset);
    }
    /// Writes a transfer into its slot; packets lie one behind the other. `frame` < 0: as soon as possible.
    void prepare(std::uint32_t endpoint, std::uint32_t count, const std::vector<std::uint32_t> &lengths,
                 std::int64_t frame = -1) {
        const std::size_t base = (endpoint == usb_in ? page_size_bytes : 0) + count % 16 * 64;
        const BusAddress data = buffers.address() + slot(endpoint, count) * 4 * page_size_bytes;
        const BusAddress table = tables.address() + slot(endpoint, count) * page_size_bytes;
        transfers.set_word(base + 0, static_cast<std::uint32_t>(data));
        transfers.set_word(base + 4, static_cast<std::uint32_t>(data >> 32));
        transfers.set_word(base + 8, static_cast<std::uint32_t>(table));
        transfers.set_word(base + 12, static_cast<std::uint32_t>(table >> 32));
        transfers.set_word(base + 16, static_cast<std::uint32_t>(lengths.size()));
        transfers.set_word(base + 20, frame < 0 ? 3 : 2);
        transfers.set_word(base + 24, static_cast<std::uint32_t>(frame < 0 ? 0 : frame));
        transfers.set_word(base + 28, 1);
        std::uint32_t offset = 0;
        for (std::size_t i = 0; i < lengths.size(); ++i) {
            const std::size_t at = slot(endpoint, count) * page_size_bytes + i * 16;
            tables.set_word(at, offset);
            tables.set_word(at + 4, lengths[i]);
            tables.set_word(at + 8, 0);
            tables.set_word(at + 12, 1);
            offset += lengths[i];
        }
    }
    void submit(std::uint32_t endpoint, std::uint32_t count) { write(endpoint + 0x14, count); }

    core::Simulation simulation;
    PhysicalMemory memory;
    ListeningSink sink;
    CountingSource source;
    usb::Controller controller;
    MappedPages events;
    MappedPages transfers;
    MappedPages tables;
    MappedPages buffers;
};

/// A host driver for one endpoint: on each interrupt, after a latency, it takes the events and sends the transfers
/// again. Output sends 0, 1, 2, ... in 32-bit words (16-bit stereo), packet sizes follow feedback if it may; input
/// collects what comes.
class UsbPump : public InterruptSink {
public:
    UsbPump(UsbBench &bench, std::uint32_t endpoint, std::uint32_t in_flight, std::uint32_t packets,
            bool follow_feedback = true)
        : bench_(bench), endpoint_(endpoint), packets_(packets), follow_feedback_(follow_feedback),
          event_(core::Event::of<&UsbPump::serve>(core::Priority::Thread, this)),
          format_(usb::feedback_format(bench.controller.parameters().speed)),
          sizes_(format_, bench.controller.parameters().speed == usb::Speed::Full
                              ? 1
                              : 1u << bench.controller.parameters().interval_exponent) {
        bench.controller.interrupt_line().connect(this);
        for (std::uint32_t i = 0; i < in_flight; ++i)
            prepare_next();
        bench.submit(endpoint, submitted);
    }
    ~UsbPump() override {
        bench_.controller.interrupt_line().connect(nullptr);
        bench_.simulation.timeline.cancel(event_);
    }

    void line_changed(bool) override {
        interrupts.push_back(bench_.now());
        bench_.simulation.timeline.schedule_in(event_, latency());
    }

    std::function<Duration()> latency = [] { return core::from_microseconds(20); };
    std::function<void()> after_serving = [] {};
    std::uint32_t submitted = 0;
    std::uint32_t completed = 0;
    std::uint32_t sent_blocks = 0;
    std::vector<std::uint32_t> received;
    std::vector<std::uint32_t> received_lengths;
    std::vector<TimePoint> interrupts;

private:
    void serve() {
        bench_.write(0x10, 3);
        const std::uint32_t written = bench_.read(0x24);
        if (written == 0xffff'ffff) return; // the device has gone
        for (; events_read_ != written; ++events_read_)
            take();
        bench_.write(0x28, events_read_);
        bench_.submit(endpoint_, submitted);
        after_serving();
    }
    void take() {
        if (endpoint_ == usb_in) {
            for (std::uint32_t i = 0; i < packets_; ++i) {
                const std::uint32_t length = bench_.packet(endpoint_, completed, i, 8);
                const std::byte *from = bench_.buffer(endpoint_, completed) + bench_.packet(endpoint_, completed, i, 0);
                received_lengths.push_back(length);
                for (std::uint32_t at = 0; at < length; at += 4) {
                    std::uint32_t value;
                    std::memcpy(&value, from + at, 4);
                    received.push_back(value);
                }
            }
        }
        ++completed;
        prepare_next();
    }
    void prepare_next() {
        const std::uint32_t most = bench_.read(endpoint_ + 0x30);
        std::vector<std::uint32_t> lengths(packets_, most * 4);
        if (endpoint_ == usb_out) {
            const std::uint32_t rate = bench_.read(usb_out + 0x1c);
            const std::uint32_t reported = bench_.read(usb_out + 0x24);
            const std::uint32_t value = follow_feedback_ && reported != 0 ? reported : format_.nominal(rate);
            std::byte *data = bench_.buffer(usb_out, submitted);
            for (std::uint32_t &length : lengths) {
                const std::uint32_t blocks = std::min(sizes_.next(value), most);
                length = blocks * 4;
                for (std::uint32_t i = 0; i < blocks; ++i, data += 4, ++sent_blocks)
                    std::memcpy(data, &sent_blocks, 4);
            }
        }
        bench_.prepare(endpoint_, submitted++, lengths);
    }

    UsbBench &bench_;
    std::uint32_t endpoint_;
    std::uint32_t packets_;
    bool follow_feedback_;
    core::Event event_;
    usb::FeedbackFormat format_;
    usb::PacketSizes sizes_;
    std::uint32_t events_read_ = 0;
};

inline std::vector<std::uint32_t> words(const std::vector<std::byte> &bytes) {
    std::vector<std::uint32_t> values(bytes.size() / 4);
    std::memcpy(values.data(), bytes.data(), values.size() * 4);
    return values;
}

/// Index of the first word that is not its index, or the size.
inline std::size_t ramp_length(const std::vector<std::uint32_t> &values) {
    std::size_t i = 0;
    while (i < values.size() && values[i] == i)
        ++i;
    return i;
}

} // namespace acxsim::validation
