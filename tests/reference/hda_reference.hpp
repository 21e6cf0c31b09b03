// SPDX-License-Identifier: MIT
//
// A second opinion on the HDA stream engine: slow, obvious, and written from hwmodel.md sections 0 to 2, not from the
// model. It walks through time one BCLK cycle after the other and looks at everything in every cycle; whatever happens
// between two edges (arrivals, register accesses) is sorted by tick, and inside one tick the order is that of 2.4.
// No closed forms, no events, no registers: software is a handful of functions. It has what the random scripts of
// this folder need: fetch, link, cadence, FIFO, arbitration, positions, interrupts, pause and resume. Left out: errors
// of descriptors, undefined register writes, controller reset, the vendors' variants.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

namespace acxsim::reference {

using Tick = std::int64_t; // 1/600 GHz

/// Byte n that the codec sends on a capture stream.
constexpr std::uint8_t codec_byte(std::uint64_t n) { return static_cast<std::uint8_t>((n * 2654435761u) >> 13); }

/// What the numbers of hwmodel.md 2.9 are in this run.
struct Machine {
    std::int64_t bclk_ppb = 0;
    Tick link_starts = 0; ///< BCLK cycle 0: the link has left reset
    unsigned outstanding_max = 2;
    Tick descriptor_latency = 600'000;
    std::function<Tick(unsigned)> memory_latency; ///< of an engine, asked once per burst in the order of issue
    Tick position_write_delay = 0;
    int start_frames = 0; ///< run_ack, start
    int stop_frames = 1;  ///< run_ack, stop
    enum class FifoOnStop { Keep, Rewind } fifo_on_stop = FifoOnStop::Keep;
};

struct Entry {
    std::uint64_t address = 0; ///< in Reference::memory
    std::uint32_t size_bytes = 0;
    bool interrupt_on_completion = true;
};

/// What software has written into an engine before it sets RUN.
struct Programming {
    bool is_output = true;
    bool base_44100 = false;
    int multiple = 1;
    int divisor = 1;
    int block_bytes = 4;
    std::uint32_t fifo_bytes = 192;
    std::uint32_t burst_bytes = 32;
    std::vector<Entry> list;
};

struct Burst {
    std::uint64_t address = 0;
    std::vector<std::uint8_t> bytes;
    Tick arrives = 0;
    std::size_t entry = 0;
    bool ends_entry = false;
};

/// One stream engine.
struct Engine {
    Programming program;
    // RUN and its handshake
    bool run = false;         // as it reads
    bool run_written = false; // as it was written
    bool ready = false;       // FIFORDY
    bool link_on = false;
    bool stopped_now = false; // at this boundary, which still belongs to the run
    bool announced = false;   // a Turn was recorded since RUN
    bool held = false;        // SSYNC bit
    int frames_to_start = -1; // counted once the FIFO is ready
    int frames_to_stop = -1;  // counted once outstanding bursts are back
    // descriptors
    std::size_t entry = 0;
    std::uint32_t entry_done = 0; // bytes of it that bursts were issued for
    bool entered = false;
    std::size_t fetching = 0; // index of the descriptor on its way, or prefetched
    bool fetch_pending = false;
    bool fetched = false;
    Tick fetch_arrives = 0;
    // movement
    std::uint64_t fetched_issued = 0;  // F as issued
    std::uint64_t fetched_arrived = 0; // F
    std::uint64_t link = 0;            // L
    std::deque<Burst> outstanding;
    std::deque<std::uint8_t> fifo; // output: arrived, not sent; input: recorded, not issued
    int cadence_frame = 0;         // of 160
    int divider = 0;
    // positions and status
    std::uint64_t link_position = 0; // LPIB
    bool buffer_complete = false;    // BCIS
    bool fifo_error = false;         // FIFOE
    bool completion_enable = true;   // IOCE
    bool error_enable = true;        // FEIE
    std::uint64_t codec_counter = 0; // input: bytes the codec has sent
    // what was heard and seen
    std::vector<std::uint8_t> heard;
    std::uint64_t starved_frames = 0;
    std::uint64_t lost_blocks = 0;

    std::uint64_t cyclic_length() const {
        std::uint64_t sum = 0;
        for (const Entry &e : program.list)
            sum += e.size_bytes;
        return sum;
    }
    std::uint64_t fetch_position() const { return cyclic_length() == 0 ? 0 : fetched_arrived % cyclic_length(); }
};

struct Completion {
    Tick tick;
    unsigned engine;
    std::size_t entry;
    std::uint64_t fetched;
    std::uint64_t link;
    bool operator==(const Completion &) const = default;
};
struct LineChange {
    Tick tick;
    bool raised;
    bool operator==(const LineChange &) const = default;
};
/// The link of an engine began or ceased to move.
struct Turn {
    Tick tick;
    unsigned engine;
    bool starts;
    std::uint64_t link;
    bool operator==(const Turn &) const = default;
};
struct Issue {
    Tick tick;
    unsigned engine;
    std::uint64_t address;
    std::uint32_t size_bytes;
    Tick arrives;
    bool operator==(const Issue &) const = default;
};

class Reference {
public:
    static constexpr unsigned engine_count = 8;
    Reference(Machine machine, std::size_t memory_bytes);

    /// Everything up to and including that tick, except processor accesses at it.
    void run_until(Tick when);
    Tick now() const { return now_; }

    // Processor accesses, at now().
    void program(unsigned engine, const Programming &programming);
    void write_run(unsigned engine, bool on);
    void write_hold(std::uint32_t engine_bits); ///< SSYNC
    void reset(unsigned engine);                ///< SRST has read back 1; RUN was 0
    void acknowledge(unsigned engine, bool completion, bool fifo_error);
    void enable(unsigned engine, bool completion, bool fifo_error);
    void enable_line(bool global, std::uint32_t engine_bits);
    void store(std::uint64_t address, std::uint8_t value) { memory[address] = value; }
    /// Fault injection: no burst is granted before that tick.
    void stall(Tick until) { stalled_until_ = until > stalled_until_ ? until : stalled_until_; }
    /// WALCLK.
    std::uint32_t wall_clock() const { return static_cast<std::uint32_t>(cycle_); }
    /// What the position buffer holds for that engine.
    std::uint32_t posted(unsigned engine) const { return posted_[engine]; }
    bool line() const { return line_; }
    std::uint32_t interrupt_status() const;

    std::vector<std::uint8_t> memory;
    Engine engines[engine_count];
    std::vector<Completion> completions;
    std::vector<LineChange> line_changes;
    std::vector<Turn> turns;
    std::vector<Issue> issues;   ///< in the order of the grants
    std::uint64_t contested = 0; ///< of them: granted while another engine wanted one too

private:
    struct Post {
        Tick lands;
        unsigned engine;
        std::uint32_t value;
    };
    Tick next_instant() const;
    void instant(Tick when, bool frame_boundary);
    // The seven steps of one tick; the seventh, the processor, is whoever calls.
    void step_1_arrivals();
    void step_2_frame();
    void step_3_link_positions();
    void step_4_position_buffer();
    void step_5_bursts();
    void step_6_status();

    int blocks_this_frame(Engine &engine, bool advance) const;
    void output_frame(Engine &engine);
    void input_frame(Engine &engine);
    bool ends_run(unsigned index);
    void announce(unsigned index, bool starts);
    bool wants_burst(Engine &engine);
    void issue_burst(unsigned index);
    void begin_descriptor_fetch(Engine &engine, std::size_t which);
    void enter_entry(Engine &engine, std::size_t which);
    void look_for_readiness(Engine &engine);

    Machine machine_;
    Tick now_ = 0;
    std::int64_t cycle_ = 0; // BCLK cycles since the link left reset
    Tick edge_ = 0;          // of the present cycle
    __int128 edge_remainder_ = 0;
    Tick stalled_until_ = 0;
    unsigned last_served_ = engine_count - 1;
    std::vector<Post> posts_;
    std::uint32_t posted_[engine_count] = {};
    bool global_enable_ = false;
    std::uint32_t stream_enable_ = 0;
    bool line_ = false;
};

} // namespace acxsim::reference
