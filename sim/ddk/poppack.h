// SPDX-License-Identifier: MIT
//
// Ends the packing that the last pshpack header began. No include guard: it is meant to be repeated.
#pragma pack(pop)
