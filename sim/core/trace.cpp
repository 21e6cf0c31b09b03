// SPDX-License-Identifier: MIT
#include "sim/core/trace.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"

namespace acxsim::core {

Trace::Trace(const Timeline &timeline, std::size_t ring_size)
    : timeline_(timeline), ring_(ring_size), mask_(ring_size - 1), channels_(kind_count) {
    ACXSIM_ASSERT(ring_size != 0 && (ring_size & (ring_size - 1)) == 0, "the trace ring is a power of two");
    objects_.push_back({"none", ""});
}

void Trace::notify(const Record &record) {
    if (delivering_) {
        undelivered_.push_back(record);
        return;
    }
    delivering_ = true;
    Record present = record; // an observer may emit: the ring slot could be reused under us
    for (std::size_t next = 0;; ++next) {
        for (TraceObserver *observer : channels_[present.kind].observers)
            observer->on_record(present);
        if (next == undelivered_.size()) break;
        present = undelivered_[next];
    }
    undelivered_.clear();
    delivering_ = false;
}

void Trace::unsubscribe(const TraceObserver &observer) {
    for (Channel &channel : channels_) {
        if (!channel.observers.empty()) std::erase(channel.observers, &observer);
    }
}

ObjectId Trace::add_object(std::string_view type, std::string_view name) {
    objects_.push_back({std::string(type), std::string(name)});
    return static_cast<ObjectId>(objects_.size() - 1);
}

const Trace::Object &Trace::object(ObjectId id) const { return id < objects_.size() ? objects_[id] : objects_[0]; }

std::vector<Record> Trace::recent() const {
    std::vector<Record> records;
    const std::uint64_t kept = std::min<std::uint64_t>(count_, ring_.size());
    records.reserve(kept);
    for (std::uint64_t i = count_ - kept; i < count_; ++i)
        records.push_back(ring_[i & mask_]);
    return records;
}

} // namespace acxsim::core
