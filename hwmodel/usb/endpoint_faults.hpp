// SPDX-License-Identifier: MIT
//
// What faults do to one endpoint: feedback values (U-1, U-2) and packets of no bytes (U-3), and the occasions that
// triggers count (hwmodel.md 3b and section 4). What strikes at an instant is the controller's. An endpoint without
// armed faults has no such object.
#pragma once

#include "hwmodel/faults/injector.hpp"
#include "hwmodel/usb/feedback.hpp"

namespace acxsim::hw::usb {

class EndpointFaults {
public:
    EndpointFaults(StreamEngine &endpoint, unsigned index, faults::Injector &injector, FeedbackFormat format)
        : endpoint_(endpoint), index_(index), injector_(injector), format_(format) {}

    /// A packet has moved between memory and bus; `bytes`: all so far.
    void packet_moved(std::uint64_t bytes) { injector_.burst_issued(where(bytes)); }
    /// The transfer in that slot of the ring is done.
    void transfer_done(std::uint64_t bytes, unsigned slot) { injector_.buffer_completed(where(bytes, slot)); }
    /// The value that is reported in place of the one measured.
    std::uint32_t feedback(std::uint32_t measured, std::uint64_t bytes);
    bool stops_at_empty_packet(std::uint64_t bytes);

private:
    faults::Where where(std::uint64_t bytes, unsigned slot = 0) const {
        return {&endpoint_, index_, bytes, slot, endpoint_.format().bits};
    }

    StreamEngine &endpoint_;
    unsigned index_;
    faults::Injector &injector_;
    FeedbackFormat format_;
};

} // namespace acxsim::hw::usb
