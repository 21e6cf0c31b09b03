// SPDX-License-Identifier: MIT
//
// ACXTARGETCIRCUIT and its kin: one circuit seen from a driver, its own or another's. A target knows the symbolic link
// it was opened with and asks for the object behind it each time, so that it may outlive it; it has a WDF I/O target,
// and requests formatted for it reach the addressee's handlers (contract.md 6.7, RT-TGT-01; object_request.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/acx/object_request.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::wdf {
class Device;
class IoTarget;
class String;
} // namespace acxsim::wdf

namespace acxsim::acx {

class DataFormat;
class DataFormatList;
class Pin;
class StreamBridge;

/// What all targets have in common.
class Target : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXTARGET", &wdf::Object::type};

    /// Who serves a request now; nullopt if it has gone.
    virtual std::optional<Addressee> addressee() = 0;
    /// Made at first use; it belongs to this target.
    wdf::IoTarget &io_target();

protected:
    Target(const wdf::ObjectType &kind, const wdf::Attributes &attributes, wdf::Object &parent)
        : Object(kind, attributes, attributes.parent != nullptr ? attributes.parent : &parent) {
        require_passive_disposal();
    }
    ~Target() override;

private:
    wdf::IoTarget *io_target_ = nullptr;
};

class TargetElement;
class TargetPin;

class TargetCircuit final : public Target {
public:
    static constexpr wdf::ObjectType type{"ACXTARGETCIRCUIT", &Target::type};
    TargetCircuit(const wdf::Attributes &attributes, wdf::Object &parent, const std::u16string &symbolic_link);

    std::optional<Addressee> addressee() override;
    Circuit *circuit() const;
    wdf::String &symbolic_link_name() const { return *symbolic_link_name_; }
    /// In the order of their ids, as they were when first asked for.
    std::vector<TargetPin *> &pins();
    std::vector<TargetElement *> &elements();

private:
    void load();
    wdf::String *symbolic_link_name_;
    std::vector<TargetPin *> pins_;
    std::vector<TargetElement *> elements_;
    bool loaded_ = false;
};

class TargetPin final : public Target {
public:
    static constexpr wdf::ObjectType type{"ACXTARGETPIN", &Target::type};
    TargetPin(TargetCircuit &circuit, std::uint32_t pin_id)
        : Target(type, wdf::Attributes{}, circuit), circuit_(circuit), pin_id_(pin_id) {}

    std::optional<Addressee> addressee() override;
    std::uint32_t pin_id() const { return pin_id_; }
    Pin *pin() const;
    /// A copy of the pin's list for the mode, kept until flushed. STATUS_NOT_FOUND if the pin has none.
    NTSTATUS formats(const GUID &mode, DataFormatList *&list);
    bool flush(const GUID &mode);

private:
    struct Cached {
        GUID mode;
        DataFormatList *list;
    };
    TargetCircuit &circuit_;
    std::uint32_t pin_id_;
    std::vector<Cached> cache_;
};

class TargetElement final : public Target {
public:
    static constexpr wdf::ObjectType type{"ACXTARGETELEMENT", &Target::type};
    /// Of a circuit, or of a stream.
    TargetElement(Target &of, std::uint32_t element_id, const GUID &node_type, const GUID &name_tag);

    std::optional<Addressee> addressee() override;
    std::uint32_t element_id() const { return element_id_; }
    const GUID &node_type() const { return node_type_; }
    const GUID &name_tag() const { return name_tag_; }

private:
    Target &of_;
    std::uint32_t element_id_;
    GUID node_type_;
    GUID name_tag_;
};

class TargetFactory final : public Target {
public:
    static constexpr wdf::ObjectType type{"ACXTARGETFACTORYCIRCUIT", &Target::type};
    TargetFactory(const wdf::Attributes &attributes, wdf::Object &parent, std::u16string symbolic_link)
        : Target(type, attributes, parent), symbolic_link_(std::move(symbolic_link)) {}
    std::optional<Addressee> addressee() override;

private:
    std::u16string symbolic_link_;
};

/// The stream of the next circuit. A bridge's stays the bridge's; one that the driver created is closed with the
/// target.
class TargetStream final : public Target {
public:
    static constexpr wdf::ObjectType type{"ACXTARGETSTREAM", &Target::type};
    TargetStream(const wdf::Attributes &attributes, wdf::Object &parent, Stream &stream, bool owns = false);

    std::optional<Addressee> addressee() override;
    Stream *stream() const { return stream_; }
    void stream_gone() { stream_ = nullptr; }
    std::vector<TargetElement *> &elements();

protected:
    void before_cleanup() override;

private:
    Stream *stream_;
    bool owns_;
    std::vector<TargetElement *> elements_;
    bool loaded_ = false;
};

/// Formats the driver's request so that sending it on the target's I/O target carries `parameters` to the addressee.
NTSTATUS format_for_target(Target &target, WDFREQUEST request, PACX_REQUEST_PARAMETERS parameters,
                           ACX_REQUEST_TYPE type);

} // namespace acxsim::acx
