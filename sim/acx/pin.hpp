// SPDX-License-Identifier: MIT
//
// ACXPIN with its format lists by signal-processing mode, its jacks and bridges; ACXJACK; ACXMICARRAYGEOMETRY.
// Ids are given in the order in which pins are added (RT-PIN-02); each pin gets an empty RAW list of its own unless it
// says it wants none (RT-PIN-03). AMB-31: the pin that streams has Communication Sink; its Type tells the direction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/acx/circuit.hpp"
#include "sim/acx/data_format.hpp"

namespace acxsim::acx {

class Jack;
class MicArrayGeometry;
class StreamBridge;
class TargetCircuit;

class Pin final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXPIN", &wdf::Object::type};

    Pin(const wdf::Attributes &attributes, Circuit &circuit, const ACX_PIN_CONFIG &config);

    Circuit &circuit() const { return circuit_; }
    ACX_PIN_TYPE pin_type() const { return config_.Type; }
    bool streaming() const { return config_.Communication == AcxPinCommunicationSink; }
    Direction direction() const { return config_.Type == AcxPinTypeSource ? Direction::Capture : Direction::Render; }
    std::uint32_t streams_max() const { return config_.MaxStreams; } ///< 0: no bound
    /// What the driver said; pointers in it are nullptr, except the callbacks' table's.
    const ACX_PIN_CONFIG &config() const { return config_; }
    const ACX_PIN_CALLBACKS &callbacks() const { return callbacks_; }
    const std::optional<GUID> &category() const { return category_; }
    const std::optional<GUID> &name_tag() const { return name_tag_; }
    MicArrayGeometry *microphones() const { return microphones_; }

    /// AcxPinIdDefault until it has been added to its circuit.
    std::uint32_t pin_id() const { return pin_id_; }
    void take_id(std::uint32_t id) { pin_id_ = id; }
    bool added() const { return pin_id_ != AcxPinIdDefault; }

    DataFormatList *formats(const GUID &mode) const;
    void assign_formats(const GUID &mode, DataFormatList &list);
    /// The modes that have a list, in the order in which they were assigned.
    std::vector<GUID> modes() const;
    /// The list that was there, nullptr if none.
    DataFormatList *remove_formats(const GUID &mode);
    /// The mode that clients stream in: RAW if its list has formats, else DEFAULT.
    const GUID &streaming_mode() const;

    /// EvtAcxPinRetrieveName into a buffer of MAX_PATH characters (RT-PIN-06); empty if the driver has none or it
    /// failed. PASSIVE_LEVEL.
    std::u16string retrieve_name();
    /// EvtAcxPinSetDataFormat: hardware pins only (RT-PIN-05).
    Status set_data_format(DataFormat &format);

    // --- composites: the pin of the next circuit it is connected with (RT-PIN-07)

    Pin *peer() const { return peer_; }
    /// EvtAcxPinConnected. `target` is the other circuit as this pin's driver sees it.
    void connect(Pin &peer, TargetCircuit &target);
    /// EvtAcxPinDisconnected, and the target goes.
    void disconnect();
    /// AcxPinNotifyDataFormatChange, or a change of a list: the event, and the other circuit's callback.
    void formats_changed();
    /// A list of this pin has changed: clients hear of it once the circuit is powered (RT-FMT-04).
    void list_changed();
    void list_gone(const DataFormatList &list);

    std::vector<Jack *> jacks;
    std::vector<StreamBridge *> bridges;
    RequestItems items;
    std::uint64_t format_changes = 0; ///< AcxPinNotifyDataFormatChange calls

protected:
    void before_cleanup() override;

private:
    void tell_format_change(std::uint32_t peer_id);
    struct ModeList {
        GUID mode;
        DataFormatList *list;
    };
    Circuit &circuit_;
    ACX_PIN_CONFIG config_;
    ACX_PIN_CALLBACKS callbacks_{};
    std::uint32_t pin_id_ = AcxPinIdDefault;
    std::vector<ModeList> modes_;
    std::optional<GUID> category_;
    std::optional<GUID> name_tag_;
    MicArrayGeometry *microphones_ = nullptr;
    Pin *peer_ = nullptr;
    TargetCircuit *target_ = nullptr;
};

class Jack final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXJACK", &wdf::Object::type};

    Jack(const wdf::Attributes &attributes, Pin &pin, const ACX_JACK_CONFIG &config);
    const ACX_JACK_DESCRIPTION &description() const { return description_; }
    bool detection() const { return detection_; }
    Pin &pin() const { return pin_; }
    /// Asks the driver; true if it has no presence detection.
    bool connected();
    std::uint64_t changes = 0; ///< AcxJackChangeStateNotification calls

private:
    Pin &pin_;
    ACX_JACK_DESCRIPTION description_;
    bool detection_;
    PFN_ACX_JACK_RETRIEVE_PRESENCE_STATE presence_ = nullptr;
};

class MicArrayGeometry final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXMICARRAYGEOMETRY", &wdf::Object::type};

    MicArrayGeometry(const wdf::Attributes &attributes, Circuit &circuit, const ACX_MIC_ARRAY_GEOMETRY &geometry)
        : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &circuit), geometry_(geometry) {}
    const ACX_MIC_ARRAY_GEOMETRY &geometry() const { return geometry_; }
    std::vector<ACX_MICROPHONE_COORDINATES> microphones;

private:
    ACX_MIC_ARRAY_GEOMETRY geometry_;
};

} // namespace acxsim::acx
