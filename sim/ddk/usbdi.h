// SPDX-License-Identifier: MIT
//
// The driver interface of the USB bus driver: request blocks and the control codes by which they are sent.
#ifndef ACXSIM_DDK_USBDI_H
#define ACXSIM_DDK_USBDI_H

#include "usb.h"
#include "usbioctl.h"

#endif // ACXSIM_DDK_USBDI_H
