// SPDX-License-Identifier: MIT
//
// The trace: the spine of a run. Everything that happens is a record of fixed size (time, processor, IRQL, kind,
// payload); rules and reports only read records. Records name objects by id, never by host address, so that the hash
// of a trace agrees between runs, compilers and address-space layouts.
//
// A record type is a plain struct of 4- and 8-byte integers without padding whose first member is the ObjectId it is
// about, with three constants:  kind (its number), name (its name), fields (names of its members, in order, separated
// by blanks). Floors declare theirs in <floor>/records.hpp; kinds are numbered by floor: core 0x000, hwmodel 0x100,
// kernel 0x200, wdf 0x300, acx 0x400, client 0x500.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/core/hash.hpp"
#include "sim/core/record_layout.hpp"
#include "sim/core/time.hpp"
#include "sim/core/timeline.hpp"

namespace acxsim::core {

/// Names a simulated object (a stream, a thread, an engine) for the whole run. 0 is "none".
using ObjectId = std::uint32_t;
using Kind = std::uint16_t;
inline constexpr Kind kind_count = 0x700;

struct Record {
    TimePoint time;
    Kind kind;
    std::uint8_t processor; ///< 0xff: no processor (hardware)
    std::uint8_t irql;
    std::uint32_t reserved;
    std::array<std::uint64_t, 6> payload;

    /// The payload as the record type it is; the kind must match.
    template <class T>
    T as() const {
        ACXSIM_ASSERT(kind == T::kind, "a record was read as another kind");
        T typed;
        std::memcpy(&typed, payload.data(), sizeof typed);
        return typed;
    }
};
static_assert(sizeof(Record) == 64 && std::has_unique_object_representations_v<Record>);
static_assert(std::endian::native == std::endian::little, "hashes agree between machines of the same byte order");

/// What a record type is called, for listings and filters.
struct KindInfo {
    Kind kind;
    std::string_view name;
    std::string_view fields;
    std::uint32_t size_bytes;
    MemberWidths widths;
};
template <class T>
constexpr KindInfo kind_info() {
    static_assert(detail::count_words(T::fields) == detail::member_count<T>(), "`fields` names every member, in order");
    return {T::kind, T::name, T::fields, sizeof(T), member_widths<T>()};
}

/// Reads records as they happen. An observer may emit records itself; those are in the trace at once, and delivered to
/// observers after the present record has reached all of its own.
class TraceObserver {
public:
    virtual ~TraceObserver() = default;
    virtual void on_record(const Record &record) = 0;
};

class Trace {
public:
    /// Keeps the last `ring_size` records (a power of two): few enough to stay in a processor's cache.
    explicit Trace(const Timeline &timeline, std::size_t ring_size = 1 << 11);
    Trace(const Trace &) = delete;
    Trace &operator=(const Trace &) = delete;

    /// Appends a record stamped with the present time and with the processor whose code is running.
    template <class T>
    void emit(const T &payload) {
        static_assert(std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>);
        static_assert(sizeof(T) <= sizeof(Record::payload) && alignof(T) <= 8 && T::kind < kind_count);
        // What is stored in pieces cannot be loaded as a whole for the hash without waiting: words are.
        constexpr std::size_t used = (sizeof(T) + 7) / 8;
        std::array<std::uint64_t, used> words{};
        std::memcpy(words.data(), &payload, sizeof(T));
        append_words(T::kind, words, std::make_index_sequence<used>());
    }

    /// Whose code is running: what the records that follow are stamped with.
    void set_processor(std::uint8_t processor, std::uint8_t irql) {
        stamp_ = static_cast<std::uint64_t>(processor) << 16 | static_cast<std::uint64_t>(irql) << 24;
    }
    std::uint8_t processor() const { return static_cast<std::uint8_t>(stamp_ >> 16); }
    std::uint8_t irql() const { return static_cast<std::uint8_t>(stamp_ >> 24); }
    static constexpr std::uint8_t no_processor = 0xff;

    /// The observer gets every later record of that kind. It must outlive the trace or unsubscribe.
    void subscribe(Kind kind, TraceObserver &observer) { channels_[kind].observers.push_back(&observer); }
    void subscribe_all(TraceObserver &observer) {
        for (Channel &channel : channels_)
            channel.observers.push_back(&observer);
    }
    void unsubscribe(const TraceObserver &observer);

    /// Registers a simulated object; `type` is a word such as "stream", `name` what a person calls it.
    ObjectId add_object(std::string_view type, std::string_view name);
    struct Object {
        std::string type;
        std::string name;
    };
    /// The object of that id; id 0 and unknown ids give a nameless one.
    const Object &object(ObjectId id) const;

    std::uint64_t count() const { return count_; }
    /// Records of that kind so far.
    std::uint64_t count(Kind kind) const { return channels_[kind].records; }
    /// Hash over all records so far.
    std::uint64_t hash() const { return mix(hash_ ^ count_, 0x9e3779b97f4a7c15ULL); }
    TimePoint now() const { return timeline_.now(); }

    /// The records still in the ring, oldest first.
    std::vector<Record> recent() const;

private:
    template <std::size_t used, std::size_t... i>
    void append_words(Kind kind, const std::array<std::uint64_t, used> &words, std::index_sequence<i...>) {
        append(kind, words[i]...);
    }
    /// Not in line: a packet leaves some fifty records, and their code, many times over, would not stay in the
    /// instruction cache. `words`: of the payload; the shares of the others in the hash are constants.
    template <class... Words>
    [[gnu::noinline]] void append(Kind kind, Words... words) {
        Record &record = ring_[count_ & mask_];
        record.time = timeline_.now();
        const std::uint64_t stamp = stamp_ | kind;
        std::memcpy(&record.kind, &stamp, sizeof stamp);
        const std::array<std::uint64_t, 6> w{words...};
        record.payload = w;
        ++count_;
        const std::uint64_t a = mix(static_cast<std::uint64_t>(ticks_of(record.time)) ^ 0xa0761d6478bd642fULL,
                                    stamp ^ 0xe7037ed1a0b428dbULL);
        const std::uint64_t b = mix(w[0] ^ 0x8ebc6af09c88c6e3ULL, w[1] ^ 0x589965cc75374cc3ULL);
        const std::uint64_t c = mix(w[2] ^ 0x1d8e4e27c47d124fULL, w[3] ^ 0xeb44accab455d165ULL);
        const std::uint64_t d = mix(w[4] ^ 0x9c6e6877736c46e3ULL, w[5] ^ 0xc2b2ae3d27d4eb4fULL);
        hash_ = mix(hash_ ^ a ^ (b << 1 | b >> 63), 0xd6e8feb86659fd93ULL) + (c ^ d);
        Channel &channel = channels_[kind];
        ++channel.records;
        if (!channel.observers.empty()) notify(record);
    }
    void notify(const Record &record);

    const Timeline &timeline_;
    std::vector<Record> ring_;
    std::uint64_t mask_;
    std::uint64_t count_ = 0;
    std::uint64_t hash_ = 0x243f6a8885a308d3ULL;
    std::uint64_t stamp_ = std::uint64_t{no_processor} << 16; // kind, processor, IRQL as they lie in a record
    struct Channel {
        std::uint64_t records = 0;
        std::vector<TraceObserver *> observers;
    };
    std::vector<Channel> channels_; // by kind
    std::deque<Object> objects_;
    std::vector<Record> undelivered_; // emitted by observers, in order
    bool delivering_ = false;
};

} // namespace acxsim::core
