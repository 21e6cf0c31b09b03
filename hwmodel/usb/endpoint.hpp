// SPDX-License-Identifier: MIT
//
// The host's side of one isochronous endpoint: it works through a ring of transfers, one packet per service interval,
// and returns each with what became of it. An output packet is fetched from memory when its interval begins and is at
// the device when it ends; an input packet takes what the device has at the beginning and is in memory at the end.
// Transfers that follow one another in time are played without a gap; a late one leaves intervals empty, and the
// device's FIFO must bridge them. Order at an interval's edge: sample clock up to it, packet of the interval that ends,
// feedback, packet of the one that begins. Follows hwmodel.md 3b. Leaves out retries (isochronous has none) and bus
// errors.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "hwmodel/records.hpp"
#include "hwmodel/usb/converter.hpp"
#include "hwmodel/usb/endpoint_faults.hpp"
#include "hwmodel/usb/registers.hpp"
#include "hwmodel/usb/transfer.hpp"

namespace acxsim::hw::usb {

/// What an endpoint asks of its host controller.
class EndpointHost {
public:
    virtual ~EndpointHost() = default;
    /// Writes an event and raises the interrupt.
    virtual void post_event(const Event &event) = 0;
    /// FRAME as it reads at the beginning of that interval.
    virtual std::uint32_t frame_register_at(std::int64_t interval) const = 0;
    /// The interval with which a transfer may start that names that frame; -1 if it has passed or is too far ahead.
    virtual std::int64_t interval_of_frame(std::uint32_t frame) const = 0;
    /// The same for one that starts as soon as possible and continues nothing.
    virtual std::int64_t earliest_interval() const = 0;
    /// Selected endpoints need a call at every interval.
    virtual void endpoint_selected() = 0;
    /// A fault: the whole device stops, until it is selected again.
    virtual void device_halts() = 0;
};

class Endpoint final : public hw::StreamEngine {
public:
    Endpoint(Surroundings &surroundings, EndpointHost &host, unsigned index, std::string_view name);

    // What an instrument sees. The tag is the endpoint's number.
    core::ObjectId object() const override { return object_; }
    bool is_output() const override { return is_output_; }
    LinkFormat format() const override { return format_; }
    unsigned stream_tag() const override { return tag; }
    bool running() const override { return phase_ != Phase::Idle; }
    EnginePosition position() override;
    std::vector<DmaRange> ranges() const override;
    std::uint32_t fifo_bytes() const override { return converter_.fill_blocks() * format_.block_bytes(); }
    bool works_on_packets() const override { return false; }

    void set_observer(EngineObserver *observer) { observer_ = observer; }
    std::uint32_t read_register(EndpointRegister which) const;
    void write_register(EndpointRegister which, std::uint32_t value, std::uint32_t covered);
    /// Interval `k` begins now.
    void interval(std::int64_t k);
    bool selected() const { return (control_ & control::select) != 0; }
    /// Everything stops at once, registers return to reset.
    void reset();

    const Converter &converter() const { return converter_; }
    Converter &converter() { return converter_; }

    /// From now on this endpoint has the faults that are armed there.
    void attach_faults(faults::Injector &injector);
    /// A fault: transfers that are done are not returned before then.
    void hold_returns_until(core::TimePoint when) { held_until_ = when; }

private:
    static constexpr unsigned tag = 1;
    /// Idle: RUN was never written, or all has come to rest. Running. Stopping: the packet under way is finished.
    /// Draining: the device plays what it has.
    enum class Phase : std::uint8_t { Idle, Running, Stopping, Draining };

    void write_control(std::uint32_t value);
    bool bus_has_room() const;
    void select();
    void load_next(std::int64_t first_free);
    void finish_packet();
    void begin_packet(std::int64_t k);
    void return_transfer(TransferStatus status);
    struct Return {
        Event event;
        BusAddress slot;
        Transfer transfer;
    };
    void give_back();
    /// Transfers returned, as software sees it.
    std::uint32_t returned() const { return completed_ - static_cast<std::uint32_t>(to_return_.size()); }
    void begin_stream();
    void come_to_rest();
    LinkFormat programmed_format() const;
    std::int64_t interval_now() const;
    BusAddress slot_address(std::uint32_t count) const;
    void misuse(RegisterMisuse::What what, EndpointRegister which, std::uint32_t value) const;

    Surroundings &surroundings_;
    EndpointHost &host_;
    EngineObserver *observer_ = nullptr;
    unsigned index_;
    bool is_output_;
    core::ObjectId object_;
    Converter converter_;
    LinkFormat format_;

    std::uint32_t control_ = 0;
    bool missed_status_ = false;
    std::uint32_t ring_lower_ = 0;
    std::uint32_t ring_upper_ = 0;
    std::uint32_t ring_entries_ = 0;
    std::uint32_t submitted_ = 0;
    std::uint32_t completed_ = 0;
    std::uint32_t feedback_ = 0; // as last reported; 0: nothing was yet
    std::uint32_t rate_hz_ = info(EndpointRegister::Rate).reset;
    std::uint32_t format_register_ = info(EndpointRegister::Format).reset;
    std::uint32_t missed_ = 0;

    Phase phase_ = Phase::Idle;
    bool announced_ = false; // started() was told
    bool loaded_ = false;    // transfer_ is the one under way, or the next
    Transfer transfer_;
    std::vector<Packet> packets_;
    std::int64_t start_ = 0;        // interval of its first packet
    std::int64_t continues_ = -1;   // a transfer that starts there leaves no gap
    std::int64_t under_way_ = -1;   // index of the packet in the present interval
    std::vector<std::byte> data_;   // of that packet
    bool reached_ = true;           // ... and whether memory gave it
    std::uint64_t moved_bytes_ = 0; // between memory and bus

    std::unique_ptr<EndpointFaults> faults_; // nullptr: none is armed
    core::TimePoint held_until_ = core::power_on;
    std::vector<Return> to_return_; // completed and not returned yet
};

} // namespace acxsim::hw::usb
