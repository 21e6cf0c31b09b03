// SPDX-License-Identifier: MIT
//
// WDFCHILDLIST: what a bus driver says is on its bus. Descriptions come at any time; DeviceTree takes what has changed
// at PASSIVE_LEVEL on a worker thread: missing children are removed, EvtChildListCreateDevice is called for new ones.
// While a scan or an iteration is in progress nothing is taken. Sources: wdfchildlist, "Dynamic Enumeration".
// Leaves out: re-enumeration requests of function drivers (EvtChildListDeviceReenumerated is kept, not called).
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "sim/wdf/object.hpp"

struct WDFDEVICE_INIT;
struct _WDF_CHILD_LIST_CONFIG;
struct _WDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER;
struct _WDF_CHILD_ADDRESS_DESCRIPTION_HEADER;

namespace acxsim::wdf {

class ChildList final : public Object {
public:
    static constexpr ObjectType type{"WDFCHILDLIST", &Object::type};
    using Identification = _WDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER;
    using Address = _WDF_CHILD_ADDRESS_DESCRIPTION_HEADER;

    struct Child {
        std::unique_ptr<std::uint64_t[]> identification;
        std::unique_ptr<std::uint64_t[]> address; ///< nullptr without address descriptions
        bool present = true;
        bool leaving = false;     ///< its device is being removed; another child may have the same description
        bool failed = false;      ///< EvtChildListCreateDevice gave up
        unsigned retries = 0;     ///< STATUS_RETRY so far
        Device *device = nullptr; ///< the PDO
        Identification *id() const { return reinterpret_cast<Identification *>(identification.get()); }
        Address *where() const { return reinterpret_cast<Address *>(address.get()); }
    };

    ChildList(const Attributes &attributes, Device &device, const _WDF_CHILD_LIST_CONFIG &config);

    Device &device() const { return device_; }
    const _WDF_CHILD_LIST_CONFIG &config() const { return *config_; }

    /// NTSTATUS values of the DDIs of that name.
    std::uint32_t add_or_update(Identification *identification, Address *address);
    std::uint32_t mark_missing(Identification *identification);
    void mark_missing(const Device &pdo);
    void mark_all_present();
    void begin_scan();
    void begin_iteration() { ++holds_; }
    /// Ends a scan or an iteration; the last end lets Plug and Play look.
    void release(std::string_view ddi);
    bool held() const { return holds_ > 0; }
    /// nullptr if no child of the list matches.
    Child *find(Identification *identification);
    Child *child_of(const Device &pdo);
    /// In order of arrival.
    std::list<Child> &entries() { return entries_; }

    void copy_identification(const Child &child, Identification *to);
    void copy_address(const Child &child, Address *to);
    /// False if the list has none or the size is wrong.
    bool address_fits(const Address *address) const;
    bool identification_fits(const Identification *identification) const;
    void set_address(Child &child, Address *address);

    // --- for DeviceTree, at PASSIVE_LEVEL ---

    /// EvtChildListScanForChildren, if there is one.
    void scan_for_children();
    /// Children that are missing: those with a device are returned and marked as leaving, the others are forgotten.
    std::vector<Device *> take_missing();
    /// Makes devices for new children; returns those that came into being. `again`: the driver asked for a retry.
    std::vector<Device *> create_devices(bool &again);
    void device_gone(const Device &pdo);

protected:
    ~ChildList() override;
    void before_cleanup() override;

private:
    bool matches(const Child &child, Identification *identification);
    void changed();
    void forget(std::list<Child>::iterator child);

    Device &device_;
    std::unique_ptr<_WDF_CHILD_LIST_CONFIG> config_;
    std::list<Child> entries_; // addresses stay
    unsigned holds_ = 0;
};

} // namespace acxsim::wdf
