// SPDX-License-Identifier: MIT
#include "sim/wdf/file_object.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/io_ddi_table.hpp"

#include "wdf.h"

namespace acxsim::wdf {

FileObject::FileObject(const Attributes &attributes, Device &device, _FILE_OBJECT *wdm)
    : Object(type, attributes, &device), device_(device), wdm_(wdm) {
    forbid_deletion_by_driver();
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

PUNICODE_STRING WdfFileObjectGetFileName(WDFFILEOBJECT FileObject) {
    ACXSIM_DDI(wdf_io_ddis, "WdfFileObjectGetFileName");
    return &from_handle<wdf::FileObject>(FileObject).wdm()->FileName;
}

ULONG WdfFileObjectGetFlags(WDFFILEOBJECT FileObject) {
    ACXSIM_DDI(wdf_io_ddis, "WdfFileObjectGetFlags");
    from_handle<wdf::FileObject>(FileObject);
    return 0; // FO_SYNCHRONOUS_IO and its like: handles of the simulator have none of these properties
}

WDFDEVICE WdfFileObjectGetDevice(WDFFILEOBJECT FileObject) {
    ACXSIM_DDI(wdf_io_ddis, "WdfFileObjectGetDevice");
    return from_handle<wdf::FileObject>(FileObject).device().handle_as<WDFDEVICE>();
}

PFILE_OBJECT WdfFileObjectWdmGetFileObject(WDFFILEOBJECT FileObject) {
    ACXSIM_DDI(wdf_io_ddis, "WdfFileObjectWdmGetFileObject");
    return from_handle<wdf::FileObject>(FileObject).wdm();
}
