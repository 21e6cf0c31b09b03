// SPDX-License-Identifier: MIT
#include "sim/kernel/executive.hpp"

#include "sim/core/assert.hpp"
#include "sim/kernel/device_names.hpp"
#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/driver_timers.hpp"
#include "sim/kernel/handle_table.hpp"
#include "sim/kernel/plug_and_play.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/system.hpp"
#include "sim/kernel/volume.hpp"
#include "sim/kernel/work_queue.hpp"

namespace acxsim::kernel {

namespace {
Executive *the_executive = nullptr;
}

Executive &Executive::current() {
    ACXSIM_ASSERT(the_executive != nullptr, "a DDI needs a kernel::Executive: make one after the System");
    return *the_executive;
}

Executive *Executive::current_or_null() { return the_executive; }

Executive::Executive(System &system)
    : system_(system), pool_(system), mdls_(system, pool_), timers_(std::make_unique<DriverTimers>(system)),
      work_queue_(std::make_unique<WorkQueue>(system)), handles_(std::make_unique<HandleTable>()),
      registry_(std::make_unique<Registry>()), volume_(std::make_unique<Volume>()),
      plug_and_play_(std::make_unique<PlugAndPlay>()), device_names_(std::make_unique<DeviceNames>(*plug_and_play_)),
      driver_log_(std::make_unique<DriverLog>(system)) {
    ACXSIM_ASSERT(the_executive == nullptr, "there is one Executive at a time");
    the_executive = this;
    pool_.set_free_guard(
        [](void *owner, std::uintptr_t address, std::uint64_t size_bytes) {
            static_cast<Executive *>(owner)->timers().memory_goes_away(address, size_bytes);
        },
        this);
}

Executive::~Executive() { the_executive = nullptr; }

} // namespace acxsim::kernel
