// SPDX-License-Identifier: MIT
//
// The page docs/accuracy.md: every number in its tables comes from the experiments, the sentences around them from
// hwmodel.md 5.5 and section 6.
#include <algorithm>

#include <fmt/format.h>

#include "sim/validation/report.hpp"

namespace acxsim::validation {

namespace {

constexpr const char *opening = R"(# How accurate the hardware model is

<!-- Written by `acxsim validate --write docs/accuracy.md`; a test compares. -->

The HDA model is event-driven, in exact integer time (ticks of 1/600 GHz), with the codec link resolved to one frame and the fetch side to one
burst; contention and latency are distributions, not pipelines. In SystemC TLM terms it is *approximately timed at burst granularity*; it is not
cycle accurate. No real hardware was measured for it: what follows says against what each quantity was checked, and what was not checked at all.

## Accuracy per quantity

| Quantity | Class | Bound |
|---|---|---|
| bytes and samples moved, order of events | exact | 0 |
| link position (L, LPIB) | exact in BCLK frames | +-1 frame (20.83 us) of reading granularity |
| fetch position (F, position buffer) | approximate | +-W bytes, given FIFO size and burst W |
| IOC relative to the link | approximate | +-1 frame + t_mem |
| memory latency, MMIO cost | assumed distribution | unvalidated |
| ISR and DPC latency | assumed distribution; means and maxima of two published summaries | shape unvalidated |
| analogue delay, power-state timing | parameter | unvalidated |

)";

struct Class {
    Evidence evidence;
    const char *heading;
    const char *what;
};

constexpr Class classes[] = {
    {Evidence::Analytic, "Analytic", "Arithmetic that follows from the documents: nothing could be tuned to it."},
    {Evidence::PublishedData, "Published data",
     "Numbers that somebody else measured or printed.\n\n"
     "**V-4 and V-5 are a fit, not a prediction.** FIFO 192 and W 32 are register defaults, and V-4's window follows\n"
     "from them, but the match was noticed while researching. The 128-byte line that cuts bursts in V-5 was chosen\n"
     "because it explains those same six positions. Both need a second machine; six samples of one unnamed machine "
     "are\n"
     "few.\n\n"
     "**The leads of V-18 are a fit, not a prediction.** What Linux published says neither how many transfers were in\n"
     "flight nor when positions were read. Six transfers of 1 ms, a start one frame after the trigger and readings 40\n"
     "to 170 us after a completion were chosen because both published ranges then come out together; the model's part\n"
     "in it is when transfers begin and complete, and what the frame number says. The first of the six compensated\n"
     "readings, 0.19 ms, is not explained and left out."},
    {Evidence::OtherImplementation, "Other implementation",
     "QEMU's intel-hda, as a functional second opinion. It says nothing about timing: its DMA copies a buffer at "
     "timer\n"
     "ticks. Where it deviates from the hardware documents the deviation is listed and expected."},
    {Evidence::OwnReference, "Own reference",
     "Numbers of an independent reference of ours in integer ticks (and `tests/reference`, a per-cycle model written\n"
     "from the specification, which agrees with this one tick for tick on random scripts). Two of our own opinions "
     "that\n"
     "agree show that the model does what the specification says, not that hardware does."},
};

constexpr const char *closing = R"(## What nothing here validates

- `max_out` (bursts outstanding), `t_mem` and `t_bdle`: assumptions. V-10 shows that the model follows from them, not that they are right.
- The shapes of all latency distributions: only means and maxima of real machines are published.
- MMIO costs, signalling delays, D3 and power-state times, codec delay: parameters with reasons (`acxsim list fields hardware`), no measurement.
- What becomes of the FIFO over a pause, and what writes to CBL, LVI, FMT, BDPL with RUN = 1 do: undocumented everywhere we looked, hence policies.
- Whether BCIS of an output means *fetched* or *played*: documents differ. The default (fetched) is what the published leads and Linux'
  `bdl_pos_adj` fit.
- The I2S, DSP and free-running models: this page is about the HDA controller. Of the USB model V-18 covers the nominal case; its device's FIFO
  and servo, lock delay and interrupt moderation are parameters.
- The clocks: exact by construction. Real crystals wander; the drift models are shapes, not data.

A Linux machine with an Intel HDA controller that reads LPIB, DPIB and WALCLK in a tight loop for one minute would settle W, the cadence of the
position buffer, the IOC point and `max_out`.

## Where errors come from

| Source | Size | Where it shows |
|---|---|---|
| burst size W wrong | up to 128 bytes | F, deadline of late writes (V-3, V-9) |
| FIFO size wrong | up to its size / byte rate, 1 ms at 48 kHz stereo | lead, shortest stall (V-3, V-8) |
| t_mem wrong by 1 us | 1 us | IOC time; nothing in the steady position |
| IOC point wrong | up to the whole lead, 1 ms | packet notifications against the link (V-6) |
| observer's clock | 100 ns, 0.0048 frame | every position read with QPC |
)";

} // namespace

std::string accuracy_page(const std::vector<Result> &results) {
    std::string page = opening;
    page += "## Experiments\n\n| # | Experiment | Method | Rows | Verdict |\n|---|---|---|---|---|\n";
    for (const Result &result : results) {
        const auto &rows = result.table.rows();
        const auto good = std::count_if(rows.begin(), rows.end(), [](const Row &row) { return row.passed; });
        page += fmt::format("| V-{} | {} | {} | {} of {} | {} |\n", result.experiment->number, result.experiment->title,
                            result.experiment->method, good, rows.size(), result.table.passed() ? "pass" : "**fail**");
    }
    page += "\n";
    for (const Class &c : classes) {
        std::string rows;
        for (const Result &result : results) {
            for (const Row &row : result.table.rows()) {
                if (row.evidence != c.evidence) continue;
                rows += fmt::format("| V-{} | {} | {} | {} | {} | {} | {} |\n", result.experiment->number, row.what,
                                    row.expected, row.measured, row.tolerance, name_of(row.layer),
                                    row.passed ? "pass" : "**fail**");
            }
        }
        if (rows.empty()) continue;
        page += fmt::format("## {}\n\n{}\n\n", c.heading, c.what);
        page += "| # | What | Expected | Measured | Tolerance | Layer | |\n|---|---|---|---|---|---|---|\n";
        page += rows + "\n";
    }
    return page + closing;
}

} // namespace acxsim::validation
