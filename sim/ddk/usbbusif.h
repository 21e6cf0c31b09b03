// SPDX-License-Identifier: MIT
//
// Capabilities that a USB client driver may ask for (WdfUsbTargetDeviceQueryUsbCapability). Outside a guard where
// initguid.h may turn declarations into definitions.
#ifndef ACXSIM_DDK_USBBUSIF_H
#define ACXSIM_DDK_USBBUSIF_H

#include "usb.h"

#endif // ACXSIM_DDK_USBBUSIF_H

DEFINE_GUID(GUID_USB_CAPABILITY_DEVICE_CONNECTION_HIGH_SPEED_COMPATIBLE, 0x81a885a6, 0xf239, 0x42a2, 0x83, 0x97, 0xa5,
            0xd9, 0x5b, 0xea, 0x69, 0x53);
DEFINE_GUID(GUID_USB_CAPABILITY_DEVICE_CONNECTION_SUPER_SPEED_COMPATIBLE, 0x8a2f776c, 0x9bd0, 0x4f29, 0x97, 0x71, 0xc7,
            0xa3, 0x88, 0x46, 0xd4, 0xc7);
