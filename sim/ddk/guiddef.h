// SPDX-License-Identifier: MIT
//
// GUID, its comparison, and DEFINE_GUID. With INITGUID (initguid.h) DEFINE_GUID defines the value, weakly, so that
// several units may do so; without, it only declares it.
#ifndef ACXSIM_DDK_GUIDDEF_H
#define ACXSIM_DDK_GUIDDEF_H

#include "acxsim_compiler.h"

typedef struct _GUID {
    unsigned int Data1;
    unsigned short Data2;
    unsigned short Data3;
    unsigned char Data4[8];
} GUID, *PGUID, *LPGUID;

typedef const GUID *PCGUID, *LPCGUID;
typedef GUID IID, CLSID, *LPIID, *LPCLSID;

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const IID &
extern "C++" {
inline bool operator==(const GUID &left, const GUID &right) { return memcmp(&left, &right, sizeof(GUID)) == 0; }
inline bool operator!=(const GUID &left, const GUID &right) { return !(left == right); }
inline int IsEqualGUID(const GUID &left, const GUID &right) { return left == right; }
// C sources pass addresses; C++ sources of both habits exist.
inline int IsEqualGUID(const GUID *left, const GUID *right) { return *left == *right; }
inline int IsEqualGUIDAligned(const GUID &left, const GUID &right) { return left == right; }
inline int IsEqualGUIDAligned(const GUID *left, const GUID *right) { return *left == *right; }
inline int InlineIsEqualGUID(const GUID &left, const GUID &right) { return left == right; }
} // extern "C++"
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const IID *
#define IsEqualGUID(left, right) (!memcmp((left), (right), sizeof(GUID)))
#define IsEqualGUIDAligned(left, right) (!memcmp((left), (right), sizeof(GUID)))
#define InlineIsEqualGUID(left, right) (!memcmp((left), (right), sizeof(GUID)))
#endif
#define IsEqualIID(left, right) IsEqualGUID(left, right)
#define IsEqualCLSID(left, right) IsEqualGUID(left, right)

// A braced initialiser from the eleven numbers of a STATIC_... macro or of DEFINE_GUID.
#define ACXSIM_GUID_BRACES_(l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                                                 \
    {                                                                                                                  \
        l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 }                                                                  \
    }
#define ACXSIM_GUID_BRACES(...) ACXSIM_GUID_BRACES_(__VA_ARGS__)

#endif // ACXSIM_DDK_GUIDDEF_H

// Outside the guard: initguid.h may come after the first inclusion.
#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                                                   \
    EXTERN_C __attribute__((weak)) const GUID name;                                                                    \
    const GUID name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) EXTERN_C const GUID name
#endif
