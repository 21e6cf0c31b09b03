// SPDX-License-Identifier: MIT
//
// Sets structure packing to 1 byte until poppack.h is included. No include guard: it is meant to be repeated.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpragma-pack" // changing the packing for the includer is the purpose
#endif
#pragma pack(push, 1)
