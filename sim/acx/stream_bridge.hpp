// SPDX-License-Identifier: MIT
//
// ACXSTREAMBRIDGE: many streams in, one stream out on the next circuit of the composite. The out-stream is made with
// the first in-stream, follows the most active of them (RT-LIF-42), and goes with the last. Its mode and format come
// from the format lists of the pin the bridge is attached to (contract.md 2.1, RT-TYP-05, RT-BRG-01 to 05; AMB-21 is
// read as the composition page has it: DEFAULT list, else RAW, else the in-stream's format). On a pin that leads
// nowhere a bridge only keeps its streams.
#pragma once

#include <optional>
#include <vector>

#include "sim/acx/stream_connection.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class Circuit;
class DataFormat;
class FrameworkImplementation;
class Pin;
class Stream;
class TargetStream;

class StreamBridge final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXSTREAMBRIDGE", &wdf::Object::type};

    StreamBridge(const wdf::Attributes &attributes, Circuit &circuit, const ACX_STREAM_BRIDGE_CONFIG &config,
                 bool by_framework = false);

    Circuit &circuit() const { return circuit_; }
    Pin *pin() const { return pin_; }
    void attach(Pin &pin) { pin_ = &pin; }
    void detach() { pin_ = nullptr; }

    const std::vector<GUID> &in_modes() const { return in_modes_; }
    const std::optional<GUID> &out_mode() const { return out_mode_; }
    bool inverted() const { return (flags_ & AcxStreamBridgeInvertChangeStateSequence) != 0; }
    bool by_framework() const { return by_framework_; }
    /// Takes streams of this mode without being asked by the driver.
    bool serves(const GUID &mode) const;

    const std::vector<Stream *> &streams() const { return streams_; }
    Stream *out_stream() const { return out_; }
    /// The out-stream as the driver of this circuit sees it; made at first use.
    TargetStream *target_stream();

    /// STATUS_INVALID_PARAMETER if it is in already; a failure of the next circuit undoes it.
    Status add(Stream &stream);
    /// False if it was not in. The last one takes the out-stream along.
    bool remove(Stream &stream);
    /// Brings the out-stream to the mixed state, `stream` counted as being in `state`.
    Status propagate(const Stream &stream, StreamState state);
    /// True: going to `to`, the in-stream changes before the out-stream (RT-LIF-40 and the bridge's flag).
    bool in_stream_first(const Stream &stream, StreamState from, StreamState to) const;
    Status assign_drm_content_id(std::uint32_t content_id, bool copy_protect, bool digital_output_disable);

    /// The next circuit leaves the composite.
    void close_out();
    /// The out-stream has gone by itself.
    void out_gone() { out_ = nullptr; }

protected:
    void before_cleanup() override;

private:
    Status open_out(Stream &first);

    Circuit &circuit_;
    Pin *pin_ = nullptr;
    std::vector<GUID> in_modes_;
    std::optional<GUID> out_mode_;
    ULONG flags_;
    bool by_framework_;
    ACXOBJECTBAG out_arguments_;
    std::vector<Stream *> streams_;
    Stream *out_ = nullptr;
    TargetStream *target_ = nullptr;
};

/// What happens when EvtAcxCircuitCreateStream has returned (RT-BRG-02): the stream joins the bridge of its mode on the
/// pin that leads to the next circuit, unless the driver has seen to it.
Status bridge_new_stream(Circuit &circuit, Stream &stream);

} // namespace acxsim::acx
