// SPDX-License-Identifier: MIT
//
// WDFDMAENABLER and WDFCOMMONBUFFER. A common buffer is zeroed, page-aligned, contiguous for the device, and mapped:
// its logical address is a bus address. A 32-bit profile gets memory below 4 GiB. The enabler's callbacks run around D0
// (DriverHost). Sources: wdfdmaenabler, wdfcommonbuffer. Leaves out: transactions, map registers.
#pragma once

#include "sim/wdf/object.hpp"

#include "wdf.h"

namespace acxsim::wdf {

class Device;

class DmaEnabler final : public Object {
public:
    static constexpr ObjectType type{"WDFDMAENABLER", &Object::type};

    DmaEnabler(const Attributes &attributes, Device &device, const WDF_DMA_ENABLER_CONFIG &config);

    const WDF_DMA_ENABLER_CONFIG &config() const { return config_; }
    /// True if the device reaches only the first 4 GiB.
    bool below_4_gib() const;
    std::size_t maximum_elements = static_cast<std::size_t>(-1); ///< WDF_DMA_ENABLER_UNLIMITED_FRAGMENTS

    /// EvtDmaEnablerFill, Enable, SelfManagedIoStart when the device has come to D0; the reverse before it leaves.
    NTSTATUS power_up();
    void power_down();

private:
    NTSTATUS call(std::string_view name, NTSTATUS (*callback)(WDFDMAENABLER));

    WDF_DMA_ENABLER_CONFIG config_;
};

class CommonBuffer final : public Object {
public:
    static constexpr ObjectType type{"WDFCOMMONBUFFER", &Object::type};

    CommonBuffer(const Attributes &attributes, DmaEnabler &enabler, std::size_t size_bytes);

    void *virtual_address() const { return memory_; }
    std::uint64_t bus_address() const { return bus_address_; }
    std::size_t size_bytes() const { return size_bytes_; }

protected:
    ~CommonBuffer() override;

private:
    void *memory_;
    std::uint64_t bus_address_ = 0;
    std::size_t size_bytes_;
};

} // namespace acxsim::wdf
