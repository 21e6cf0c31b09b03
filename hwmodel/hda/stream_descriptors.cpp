// SPDX-License-Identifier: MIT
//
// How a stream engine walks its buffer descriptor list: one entry ahead, around at the last one, DESE when an entry
// cannot be used (hwmodel.md 1.3, 1.8, 2.5). Also told here: entries that software changed under the running engine.
#include "hwmodel/hda/stream_engine.hpp"

namespace acxsim::hw::hda {

/// Takes the prefetched descriptor into use and fetches the one after it; false if it is not there yet, or unusable.
bool StreamEngine::enter_next_entry(core::TimePoint now) {
    if (now < next_ready_) return false;
    const AlignPolicy policy = context_.parameters.align_policy;
    const bool aligned = next_.address % buffer_alignment_bytes == 0;
    if (!aligned && policy != AlignPolicy::Tolerate && next_.usable()) {
        emit(RegisterMisuse{context_.device, RegisterMisuse::UnalignedBuffer, next_index_, next_.address});
    }
    entry_ = next_index_;
    current_ = next_;
    if (!next_.usable() || (!aligned && policy == AlignPolicy::DescriptorError)) {
        raise_descriptor_error();
        return false;
    }
    const std::uint32_t mask_bits = context_.parameters.dma_mask_bits;
    entry_address_ = mask_bits >= 64 ? current_.address : current_.address & ((std::uint64_t{1} << mask_bits) - 1);
    entry_left_ = current_.size_bytes;
    unsigned last_index = registers_.last_valid_index;
    if (faults_ != nullptr) [[unlikely]] {
        faults_->entry_begins(current_, entry_);
        entry_address_ = faults_->reached(entry_address_);
        last_index = faults_->last_valid_index(last_index);
    }
    bool last = entry_ >= last_index;
    if (context_.parameters.cbl_mismatch == LengthMismatchPolicy::FetchAtLength && registers_.cyclic_length >= 2) {
        const std::uint32_t left = registers_.cyclic_length - static_cast<std::uint32_t>(issued_ - lap_start_);
        if (entry_left_ >= left) {
            entry_left_ = left;
            last = true;
        }
        if (last) lap_start_ = issued_ + entry_left_;
    }
    prefetch_descriptor(last ? 0u : entry_ + 1u, now);
    return true;
}

void StreamEngine::prefetch_descriptor(unsigned index, core::TimePoint now) {
    if (index == 0 && lap_change_) {
        registers_ = next_lap_;
        lap_change_ = false;
        list_checksums_.clear(); // another list, perhaps
    }
    next_index_ = static_cast<std::uint16_t>(index);
    next_ = fetch_descriptor(context_.memory, object_, list_address(), index);
    if (faults_ != nullptr && faults_->fetch_fails(index)) next_.reached = false;
    check_unchanged(next_);
    next_ready_ = now + context_.parameters.t_bdle.sample(context_.simulation.choices, descriptor_latency_);
}

/// Software must leave the list alone while the engine runs (hwmodel.md 1.3).
void StreamEngine::check_unchanged(const Descriptor &descriptor) {
    if (next_index_ >= list_checksums_.size() || !descriptor.reached) return;
    const std::uint32_t checksum = descriptor.checksum();
    if (checksum == list_checksums_[next_index_]) return;
    list_checksums_[next_index_] = checksum; // once per change
    emit(RegisterMisuse{context_.device, RegisterMisuse::ListChanged, next_index_, descriptor.address});
}

/// DESE: the engine clears RUN itself and must be reset.
void StreamEngine::raise_descriptor_error() {
    const BusAddress where = list_address() + std::uint64_t{next_index_} * descriptor_size_bytes;
    emit(DescriptorError{object_, next_index_, where});
    pending_status_ |= status::descriptor_error;
    descriptor_loaded_ = false;
    halt_transfer();
}

} // namespace acxsim::hw::hda
