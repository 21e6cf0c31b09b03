// SPDX-License-Identifier: MIT
//
// A driver of a composite endpoint for the tests: "Dsp" with the streaming pin on the function device, "Codec" on a
// circuit device of its own, which the driver adds itself or a factory makes on demand; and the template that binds
// them. Callbacks write into the journal of bench.hpp.
#pragma once

#include "tests/acx/bench.hpp"

namespace acxsim::test {

struct CompositeBehaviour {
    bool capture = false;
    bool factory = false; ///< the codec is made on demand
    bool register_template = true;
    bool dsp_first = true;   ///< order in the template
    bool singleton = true;   ///< the template's
    bool second_dsp = false; ///< a "Dsp2" that the template names as well
    bool codec_has_drm = true;
    NTSTATUS dsp_drm = STATUS_SUCCESS; ///< EvtAcxStreamAssignDrmContentId of the DSP's streams
    std::function<void(PACXFACTORYCIRCUIT_INIT)> bend_factory;
    bool driver_bridge = false; ///< the driver makes the bridge, inverted
    bool codec_lists_format = true;
    NTSTATUS codec_prepare = STATUS_SUCCESS;
    NTSTATUS codec_composite_initialise = STATUS_SUCCESS;
    NTSTATUS codec_create_stream = STATUS_SUCCESS;
};
inline CompositeBehaviour composite;

struct CompositeDriver {
    static inline WDFDEVICE parent;
    static inline WDFDEVICE child;
    static inline ACXCIRCUIT dsp;
    static inline ACXCIRCUIT dsp2;
    static inline ACXCIRCUIT codec;
    static inline ACXPIN dsp_bridge_pin;
    static inline ACXCOMPOSITETEMPLATE composite_template;
    static inline ACXFACTORYCIRCUIT factory;
    /// What EvtAcxPinConnected of the DSP's bridge pin got.
    static inline ACXTARGETCIRCUIT target;
    static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path);
};

struct CompositeBench : Bench {
    CompositeBench();
    /// With the driver loaded, its devices started and everything it reported handled; then removed and unloaded.
    void run_composite(const std::function<void()> &code);
    void settle();
};

/// The journal's entries that begin with one of the prefixes.
std::vector<std::string> journal_of(std::initializer_list<std::string_view> prefixes);

} // namespace acxsim::test
