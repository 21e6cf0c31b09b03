// SPDX-License-Identifier: MIT
//
// Compiles every driver header in one unit, with the layout checks and a driver's idioms. The same text serves C and
// C++.
#include <acx.h> // before ks.h: it must stand alone
#include <initguid.h>

#include <devguid.h>
#include <driverspecs.h>
#include <evntprov.h>
#include <evntrace.h>
#include <ks.h>
#include <ksmedia.h>
#include <mmreg.h>
#include <mmsystem.h>
#include <ntddk.h>
#include <ntintsafe.h>
#include <ntstrsafe.h>
#include <sdkddkver.h>
#include <specstrings.h>
#include <wdf.h>
#include <wdm.h>
#include <wdmguid.h>
#include <windef.h>
#include <wmistr.h>

#include <pshpack1.h>
typedef struct _PACKED_PAIR {
    UCHAR Tag;
    ULONG Value;
} PACKED_PAIR;
#include <poppack.h>

#include "driver_idioms.h"
#include "layout_checks.h"

C_ASSERT(sizeof(PACKED_PAIR) == 5);

// --- what only C++ can check at compile time: GUID values ---

constexpr bool same(const GUID &left, const GUID &right) {
    for (int i = 0; i < 8; ++i) {
        if (left.Data4[i] != right.Data4[i]) {
            return false;
        }
    }
    return left.Data1 == right.Data1 && left.Data2 == right.Data2 && left.Data3 == right.Data3;
}
#define GUID_IS(name, text) static_assert(same(GUID ACXSIM_GUID_BRACES(STATIC_##name), AcxSimGuidFromText(text)), #name)
GUID_IS(AUDIO_SIGNALPROCESSINGMODE_RAW, "9E90EA20-B493-4FD1-A1A8-7E1361A956CF");
GUID_IS(AUDIO_SIGNALPROCESSINGMODE_DEFAULT, "C18E2F7E-933D-4965-B7D1-1EEF228D2AF3");
GUID_IS(KSDATAFORMAT_SUBTYPE_PCM, "00000001-0000-0010-8000-00aa00389b71");
GUID_IS(KSDATAFORMAT_SPECIFIER_WAVEFORMATEX, "05589f81-c356-11ce-bf01-00aa0055595a");
GUID_IS(KSCATEGORY_AUDIO, "6994AD04-93EF-11D0-A3CC-00A0C9223196");
GUID_IS(KSNODETYPE_SPEAKER, "DFF21CE1-F70F-11D0-B917-00A0C9223196");

DEFINE_GUIDSTRUCT("12345678-9abc-def0-1234-56789abcdef0", OWN_PROPERTY_SET);
#define OWN_PROPERTY_SET DEFINE_GUIDNAMED(OWN_PROPERTY_SET)
static_assert(OWN_PROPERTY_SET.Data1 == 0x12345678 && OWN_PROPERTY_SET.Data4[7] == 0xf0, "text of a GUID");
static_assert(min(3, 5u) == 3u && max(2LL, 7) == 7, "min and max work on mixed types");
