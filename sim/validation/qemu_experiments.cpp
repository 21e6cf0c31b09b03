// SPDX-License-Identifier: MIT
//
// The model beside QEMU's intel-hda, as recorded in the golden trace: the interrupt tree (part of V-15) and the
// functional trace (V-17): reset values, write masks, and what a walk over a descriptor list lets be heard. Nothing
// about timing. The model runs twice: with the profile `qemu` it must do as QEMU does; with the default profile it may
// differ from QEMU only where hwmodel.md 5.3 says that QEMU differs from the hardware documents.
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hwmodel/hda/profiles.hpp"
#include "sim/validation/experiment.hpp"
#include "sim/validation/golden_trace.hpp"
#include "sim/validation/hda_bench.hpp"

namespace acxsim::validation {

namespace {

using nlohmann::json;

struct Place {
    const char *name;
    std::uint32_t offset;
    unsigned width;
};
// The first output's descriptor lies at 0x100.
constexpr Place places[] = {{"GCAP", 0x00, 2},    {"VMIN", 0x02, 1},     {"VMAJ", 0x03, 1},     {"OUTPAY", 0x04, 2},
                            {"INPAY", 0x06, 2},   {"GCTL", 0x08, 4},     {"WAKEEN", 0x0c, 2},   {"INTCTL", 0x20, 4},
                            {"INTSTS", 0x24, 4},  {"SSYNC", 0x38, 4},    {"DPLBASE", 0x70, 4},  {"DPUBASE", 0x74, 4},
                            {"SDCTL", 0x100, 3},  {"SDSTS", 0x103, 1},   {"SDLPIB", 0x104, 4},  {"SDCBL", 0x108, 4},
                            {"SDLVI", 0x10c, 2},  {"SDFIFOW", 0x10e, 2}, {"SDFIFOS", 0x110, 2}, {"SDFMT", 0x112, 2},
                            {"SDBDPL", 0x118, 4}, {"SDBDPU", 0x11c, 4}};

hda::Parameters qemu_profile() {
    const hda::Profile *profile = hda::find_profile("qemu");
    ACXSIM_ASSERT(profile != nullptr, "the profile qemu is gone");
    return profile->parameters();
}

std::string hex(std::uint32_t value) { return fmt::format("{:#x}", value); }

std::uint32_t read_place(HdaBench &bench, const Place &place) {
    return place.width == 3 ? bench.read(place.offset, 4) & 0xff'ffff : bench.read(place.offset, place.width);
}

/// name -> value, as the golden trace spells it.
std::map<std::string, std::string> reset_values(const hda::Parameters &parameters) {
    HdaBench bench(parameters);
    std::map<std::string, std::string> values;
    for (const Place &place : places)
        values[place.name] = hex(read_place(bench, place));
    return values;
}

std::map<std::string, std::string> write_masks(const hda::Parameters &parameters, const json &names) {
    std::map<std::string, std::string> masks;
    for (const Place &place : places) {
        if (!names.contains(place.name)) continue;
        HdaBench bench(parameters);
        bench.write(place.offset, place.width, place.width == 4 ? ~0u : (1u << 8 * place.width) - 1);
        const std::uint32_t ones = read_place(bench, place);
        bench.write(place.offset, place.width, 0);
        masks[place.name] = hex(ones & ~read_place(bench, place));
    }
    return masks;
}

/// "SDFIFOS 0xbf for 0x100, ..." for each register where the model does not have QEMU's value.
std::string differences(const json &golden, const std::map<std::string, std::string> &model) {
    std::string text;
    for (const auto &[name, value] : model) {
        const std::string expected = golden.at(name).get<std::string>();
        if (value == expected) continue;
        text += fmt::format("{}{} {} for {}", text.empty() ? "" : ", ", name, value, expected);
    }
    return text.empty() ? "none" : text;
}

std::int64_t tree_rows_that_differ(const hda::Parameters &parameters, const json &rows, bool as_documented) {
    std::int64_t wrong = 0;
    for (const json &row : rows) {
        const bool completes = row.at("BCIS").get<bool>();
        const bool ioce = row.at("IOCE").get<bool>();
        const bool sie = row.at("SIE").get<bool>();
        const bool gie = row.at("GIE").get<bool>();
        HdaBench bench(parameters);
        bench.program(out0, 0x0011, {{1024, completes}, {1024, completes}});
        bench.write(HdaBench::descriptor(out0), 1, ioce ? 4 : 0);
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(30));
        bench.write(0x20, 4, (gie ? 0x8000'0000u : 0u) | (sie ? 1u << out0 : 0u));
        const std::string intsts = hex(bench.read(0x24, 4));
        const bool line = bench.controller.interrupt_line().raised();
        std::string expected_intsts = row.at("INTSTS").get<std::string>();
        bool expected_line = row.at("line").get<int>() != 0;
        if (as_documented && completes && !ioce) { // 5.3: QEMU asserts with IOCE=0
            expected_intsts = "0x0";
            expected_line = false;
        } else if (as_documented && completes && !sie) { // 5.3: QEMU's GIS needs SIE
            expected_intsts = "0x80000010";
        }
        if (hex(bench.read(HdaBench::descriptor(out0) + 3, 1)) != row.at("SDSTS").get<std::string>() ||
            intsts != expected_intsts || line != expected_line) {
            ++wrong;
        }
    }
    return wrong;
}

/// Runs of consecutive words in what was heard: entry, first word, words.
json segments_heard(const hda::Parameters &parameters, const json &entries, std::size_t count) {
    HdaBench bench(parameters);
    std::vector<Piece> pieces;
    std::size_t at = 0;
    for (std::size_t entry = 0; entry < entries.size(); ++entry) {
        const auto size = entries[entry][0].get<std::uint32_t>();
        pieces.push_back({size, entries[entry][1].get<bool>()});
        for (std::uint32_t n = 0; n < size / 4; ++n) {
            const auto word = static_cast<std::uint32_t>((entry + 1) << 24 | (n + 1));
            std::memcpy(bench.engine_buffer(out0) + at + std::size_t{n} * 4, &word, 4);
        }
        at += size;
    }
    bench.program(out0, 0x0011, pieces);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(400));
    (void)bench.position(out0);
    json segments = json::array();
    for (std::size_t i = 0; i + 4 <= bench.sink.bytes.size(); i += 4) {
        std::uint32_t word;
        std::memcpy(&word, bench.sink.bytes.data() + i, 4);
        const std::uint32_t entry = (word >> 24) - 1;
        const std::uint32_t index = (word & 0xff'ffff) - 1;
        if (!segments.empty() && segments.back()[0] == entry &&
            segments.back()[1].get<std::uint32_t>() + segments.back()[2].get<std::uint32_t>() == index) {
            segments.back()[2] = segments.back()[2].get<std::uint32_t>() + 1;
        } else {
            if (segments.size() == count) break; // as many as QEMU's trace has, all of them whole
            segments.push_back({entry, index, 1});
        }
    }
    return segments;
}

} // namespace

void qemu_interrupt_tree(Table &table) {
    const json golden = json::parse(qemu_golden_trace());
    const json &rows = golden.at("interrupt_tree");
    table.as(Evidence::OtherImplementation, Layer::Function);
    table.equal("rows of QEMU's tree (BCIS, IOCE, SIE, GIE; it has no FIFOE)", 16,
                static_cast<std::int64_t>(rows.size()), "rows");
    table.equal("profile qemu: rows that differ from QEMU", 0, tree_rows_that_differ(qemu_profile(), rows, false),
                "rows");
    table.equal("default profile: rows that differ, QEMU's two deviations (IOCE=0 asserts, GIS needs SIE) put right", 0,
                tree_rows_that_differ(hda::Parameters::ideal(), rows, true), "rows");
}

void functional_trace(Table &table) {
    const json golden = json::parse(qemu_golden_trace());
    table.as(Evidence::OtherImplementation, Layer::Function);
    table.equal_text("profile qemu: reset values that differ from QEMU", "none",
                     differences(golden.at("reset"), reset_values(qemu_profile())));
    table.equal_text("profile qemu: write masks that differ from QEMU", "none",
                     differences(golden.at("write_masks"), write_masks(qemu_profile(), golden.at("write_masks"))));
    // 5.3: FIFOS, no FIFOW, no SSYNC, FIFORDY and TP at reset. All else is the same.
    table.equal_text("default profile: reset values that differ, each a deviation of QEMU's",
                     "SDCTL 0x40000 for 0x0, SDFIFOS 0xbf for 0x100, SDFIFOW 0x4 for 0x0, SDSTS 0x0 for 0x20",
                     differences(golden.at("reset"), reset_values(hda::Parameters::ideal())));
    table.equal_text(
        "default profile: write masks that differ, each a deviation of QEMU's", "SSYNC 0xff for 0x0",
        differences(golden.at("write_masks"), write_masks(hda::Parameters::ideal(), golden.at("write_masks"))));
    const json &walk = golden.at("walk");
    for (const bool as_qemu : {true, false}) {
        const json heard = segments_heard(as_qemu ? qemu_profile() : hda::Parameters::ideal(), walk.at("entries"),
                                          walk.at("heard").size());
        std::int64_t same = 0;
        while (same < static_cast<std::int64_t>(std::min(heard.size(), walk.at("heard").size())) &&
               heard[static_cast<std::size_t>(same)] == walk.at("heard")[static_cast<std::size_t>(same)])
            ++same;
        table.equal(fmt::format("{} profile: descriptor walk, entries heard word for word as in QEMU's WAV",
                                as_qemu ? "qemu" : "default"),
                    static_cast<std::int64_t>(walk.at("heard").size()), same, "entries");
    }
}

} // namespace acxsim::validation
