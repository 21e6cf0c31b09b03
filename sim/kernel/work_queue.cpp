// SPDX-License-Identifier: MIT
#include "sim/kernel/work_queue.hpp"

#include <climits>

#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

void WorkQueue::queue(std::function<void()> work) {
    available_.limit = INT_MAX;
    items_.push_back(std::move(work));
    if (items_.size() > idle_ && workers_ < workers_max) {
        ++workers_;
        ++idle_;
        system_.start_thread("worker " + std::to_string(workers_), worker_priority, [this] { run_worker(); });
    }
    system_.release_semaphore(available_, 1);
}

void WorkQueue::run_worker() {
    for (;;) {
        system_.wait(available_.header);
        std::function<void()> work = std::move(items_.front());
        items_.pop_front();
        --idle_;
        work();
        ++idle_;
    }
}

} // namespace acxsim::kernel
