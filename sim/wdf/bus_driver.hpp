// SPDX-License-Identifier: MIT
//
// The bus driver below a device: it owns the physical device object and answers what comes down the stack. It knows no
// I/O control codes of its own, refuses what it does not know as real bus drivers do, and leaves a BusRequestRefused
// record. A model of the hardware may answer in its place (set_answer).
#pragma once

#include <functional>

struct _DEVICE_OBJECT;
struct _DRIVER_OBJECT;
struct _IRP;

namespace acxsim::wdf {

class BusDriver {
public:
    /// Answers an IRP, at once (kernel::complete_irp) or later; false: it is not for it.
    using Answer = std::function<bool(_DEVICE_OBJECT *device, _IRP *irp)>;

    /// Its driver object, for the physical device objects of the machine.
    static _DRIVER_OBJECT *driver_object();
    /// For the running framework; an empty function takes it back.
    static void set_answer(Answer answer);
};

} // namespace acxsim::wdf
