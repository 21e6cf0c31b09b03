// SPDX-License-Identifier: MIT
//
// Sets structure packing to 4 bytes until poppack.h is included. No include guard: it is meant to be repeated.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpragma-pack" // changing the packing for the includer is the purpose
#endif
#pragma pack(push, 4)
