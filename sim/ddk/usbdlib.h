// SPDX-License-Identifier: MIT
//
// Builders of USB request blocks and readers of descriptors. All of it works on memory that the driver holds, so all of
// it is real here, inline; what would need the bus driver (USBD_CreateHandle ...) is not offered.
#ifndef ACXSIM_DDK_USBDLIB_H
#define ACXSIM_DDK_USBDLIB_H

#include "usbdi.h"

#define USBD_CLIENT_CONTRACT_VERSION_INVALID 0xFFFFFFFF
#define USBD_CLIENT_CONTRACT_VERSION_602 0x602
#define USBD_INTERFACE_VERSION_600 0x600
#define USBD_INTERFACE_VERSION_602 0x602
#define USBD_INTERFACE_VERSION_603 0x603

typedef struct _USBD_INTERFACE_LIST_ENTRY {
    PUSB_INTERFACE_DESCRIPTOR InterfaceDescriptor;
    PUSBD_INTERFACE_INFORMATION Interface;
} USBD_INTERFACE_LIST_ENTRY, *PUSBD_INTERFACE_LIST_ENTRY;

#define URB_STATUS(urb) ((urb)->UrbHeader.Status)

#define UsbBuildFeatureRequest(urb, op, featureSelector, index, link)                                                  \
    do {                                                                                                               \
        (urb)->UrbHeader.Function = (USHORT)(op);                                                                      \
        (urb)->UrbHeader.Length = sizeof(struct _URB_CONTROL_FEATURE_REQUEST);                                         \
        (urb)->UrbControlFeatureRequest.FeatureSelector = (USHORT)(featureSelector);                                   \
        (urb)->UrbControlFeatureRequest.Index = (USHORT)(index);                                                       \
        (urb)->UrbControlFeatureRequest.UrbLink = (link);                                                              \
    } while (0)

#define UsbBuildGetDescriptorRequest(urb, length, descriptorType, descriptorIndex, languageId, transferBuffer,         \
                                     transferBufferMDL, transferBufferLength, link)                                    \
    do {                                                                                                               \
        (urb)->UrbHeader.Function = URB_FUNCTION_GET_DESCRIPTOR_FROM_DEVICE;                                           \
        (urb)->UrbHeader.Length = (USHORT)(length);                                                                    \
        (urb)->UrbControlDescriptorRequest.TransferBufferLength = (ULONG)(transferBufferLength);                       \
        (urb)->UrbControlDescriptorRequest.TransferBufferMDL = (transferBufferMDL);                                    \
        (urb)->UrbControlDescriptorRequest.TransferBuffer = (transferBuffer);                                          \
        (urb)->UrbControlDescriptorRequest.DescriptorType = (UCHAR)(descriptorType);                                   \
        (urb)->UrbControlDescriptorRequest.Index = (UCHAR)(descriptorIndex);                                           \
        (urb)->UrbControlDescriptorRequest.LanguageId = (USHORT)(languageId);                                          \
        (urb)->UrbControlDescriptorRequest.UrbLink = (link);                                                           \
    } while (0)

#define UsbBuildVendorRequest(urb, cmd, length, transferFlags, reservedbits, request, value, index, transferBuffer,    \
                              transferBufferMDL, transferBufferLength, link)                                           \
    do {                                                                                                               \
        (urb)->UrbHeader.Function = (USHORT)(cmd);                                                                     \
        (urb)->UrbHeader.Length = (USHORT)(length);                                                                    \
        (urb)->UrbControlVendorClassRequest.TransferBufferLength = (ULONG)(transferBufferLength);                      \
        (urb)->UrbControlVendorClassRequest.TransferBufferMDL = (transferBufferMDL);                                   \
        (urb)->UrbControlVendorClassRequest.TransferBuffer = (transferBuffer);                                         \
        (urb)->UrbControlVendorClassRequest.RequestTypeReservedBits = (UCHAR)(reservedbits);                           \
        (urb)->UrbControlVendorClassRequest.Request = (UCHAR)(request);                                                \
        (urb)->UrbControlVendorClassRequest.Value = (USHORT)(value);                                                   \
        (urb)->UrbControlVendorClassRequest.Index = (USHORT)(index);                                                   \
        (urb)->UrbControlVendorClassRequest.TransferFlags = (ULONG)(transferFlags);                                    \
        (urb)->UrbControlVendorClassRequest.UrbLink = (link);                                                          \
    } while (0)

#define UsbBuildInterruptOrBulkTransferRequest(urb, length, pipeHandle, transferBuffer, transferBufferMDL,             \
                                               transferBufferLength, transferFlags, link)                              \
    do {                                                                                                               \
        (urb)->UrbHeader.Function = URB_FUNCTION_BULK_OR_INTERRUPT_TRANSFER;                                           \
        (urb)->UrbHeader.Length = (USHORT)(length);                                                                    \
        (urb)->UrbBulkOrInterruptTransfer.PipeHandle = (pipeHandle);                                                   \
        (urb)->UrbBulkOrInterruptTransfer.TransferBufferLength = (ULONG)(transferBufferLength);                        \
        (urb)->UrbBulkOrInterruptTransfer.TransferBufferMDL = (transferBufferMDL);                                     \
        (urb)->UrbBulkOrInterruptTransfer.TransferBuffer = (transferBuffer);                                           \
        (urb)->UrbBulkOrInterruptTransfer.TransferFlags = (ULONG)(transferFlags);                                      \
        (urb)->UrbBulkOrInterruptTransfer.UrbLink = (link);                                                            \
    } while (0)

// The first descriptor of that type at or after StartPosition, within TotalLength bytes from DescriptorBuffer.
DDKINLINE PUSB_COMMON_DESCRIPTOR USBD_ParseDescriptors(PVOID DescriptorBuffer, ULONG TotalLength, PVOID StartPosition,
                                                       LONG DescriptorType) {
    PUCHAR here = (PUCHAR)StartPosition;
    PUCHAR const end = (PUCHAR)DescriptorBuffer + TotalLength;
    while (here >= (PUCHAR)DescriptorBuffer && here + sizeof(USB_COMMON_DESCRIPTOR) <= end) {
        PUSB_COMMON_DESCRIPTOR descriptor = (PUSB_COMMON_DESCRIPTOR)here;
        if (descriptor->bLength < sizeof(USB_COMMON_DESCRIPTOR)) return NULL; // malformed: it would never end
        if (descriptor->bDescriptorType == DescriptorType) return here + descriptor->bLength <= end ? descriptor : NULL;
        here += descriptor->bLength;
    }
    return NULL;
}

// The first interface descriptor at or after StartPosition that has all the given numbers; -1 matches any.
DDKINLINE PUSB_INTERFACE_DESCRIPTOR USBD_ParseConfigurationDescriptorEx(
    PUSB_CONFIGURATION_DESCRIPTOR ConfigurationDescriptor, PVOID StartPosition, LONG InterfaceNumber,
    LONG AlternateSetting, LONG InterfaceClass, LONG InterfaceSubClass, LONG InterfaceProtocol) {
    PVOID position = StartPosition;
    for (;;) {
        PUSB_INTERFACE_DESCRIPTOR found = (PUSB_INTERFACE_DESCRIPTOR)USBD_ParseDescriptors(
            ConfigurationDescriptor, ConfigurationDescriptor->wTotalLength, position, USB_INTERFACE_DESCRIPTOR_TYPE);
        if (found == NULL || found->bLength < sizeof(USB_INTERFACE_DESCRIPTOR)) return NULL;
        if ((InterfaceNumber == -1 || InterfaceNumber == found->bInterfaceNumber) &&
            (AlternateSetting == -1 || AlternateSetting == found->bAlternateSetting) &&
            (InterfaceClass == -1 || InterfaceClass == found->bInterfaceClass) &&
            (InterfaceSubClass == -1 || InterfaceSubClass == found->bInterfaceSubClass) &&
            (InterfaceProtocol == -1 || InterfaceProtocol == found->bInterfaceProtocol)) {
            return found;
        }
        position = (PUCHAR)found + found->bLength;
    }
}

#endif // ACXSIM_DDK_USBDLIB_H
