// SPDX-License-Identifier: MIT
//
// The interrupt tree (V-15): the statuses are brought about by what causes them, a packet that ends and a bus that
// stalls, and INTSTS and the line are read for every setting of the enables (hwmodel.md 1.5).
#include <fmt/format.h>

#include "sim/validation/experiment.hpp"
#include "sim/validation/hda_bench.hpp"

namespace acxsim::validation {

void interrupt_tree(Table &table) {
    std::int64_t rows = 0;
    std::int64_t status_wrong = 0;
    std::int64_t summary_wrong = 0;
    std::int64_t line_wrong = 0;
    for (unsigned row = 0; row < 64; ++row) {
        const bool completes = (row & 1) != 0;
        const bool starves = (row & 2) != 0;
        const bool ioce = (row & 4) != 0;
        const bool feie = (row & 8) != 0;
        const bool sie = (row & 16) != 0;
        const bool gie = (row & 32) != 0;
        HdaBench bench;
        const std::uint32_t sd = HdaBench::descriptor(out0);
        bench.program(out0, 0x0011, {{1920, completes}, {1920, completes}});
        bench.write(sd, 1, (ioce ? 4u : 0u) | (feie ? 8u : 0u));
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(12));
        if (starves) {
            bench.controller.stall_dma(bench.now() + core::from_milliseconds(2));
            bench.run_for(core::from_milliseconds(4));
        }
        bench.write(0x20, 4, (gie ? 0x8000'0000u : 0u) | (sie ? 1u << out0 : 0u));
        const bool stream = (completes && ioce) || (starves && feie);
        ++rows;
        if ((bench.read(sd + 3, 1) & 0x1c) != ((completes ? 4u : 0u) | (starves ? 8u : 0u))) ++status_wrong;
        if (bench.read(0x24, 4) != (stream ? 0x8000'0000u | 1u << out0 : 0u)) ++summary_wrong;
        if (bench.controller.interrupt_line().raised() != (gie && sie && stream)) ++line_wrong;
    }
    table.as(Evidence::Analytic, Layer::Function);
    table.equal("combinations tried", 64, rows, "rows");
    table.equal("SDSTS differs: status bits whatever the enables", 0, status_wrong, "rows");
    table.equal("INTSTS differs: SIS = (BCIS and IOCE) or (FIFOE and FEIE), GIS = any", 0, summary_wrong, "rows");
    table.equal("line differs: GIE and SIE and SIS", 0, line_wrong, "rows");
    qemu_interrupt_tree(table);
}

} // namespace acxsim::validation
