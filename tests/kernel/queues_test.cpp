// SPDX-License-Identifier: MIT
//
// The queues of the scheduler: ready threads by priority, members that leave from the middle, tickets of DPCs.
#include "sim/kernel/linked_queue.hpp"
#include "sim/kernel/ready_list.hpp"
#include "sim/kernel/ticket_book.hpp"
#include "tests/kernel/machine.hpp"

using namespace acxsim;
using namespace acxsim::kernel;

namespace {

class Member {
    QueueLink<Member> link_;

public:
    using Queue = LinkedQueue<Member, &Member::link_>;
};

} // namespace

TEST_CASE("a linked queue is first come, first served, and lets members go from the middle") {
    Member a;
    Member b;
    Member c;
    Member::Queue queue;
    CHECK(queue.empty());
    queue.push_back(a);
    queue.push_back(b);
    queue.push_back(c);
    queue.remove(b);
    queue.remove(b); // no effect
    CHECK(&queue.front() == &a);
    CHECK(&queue.pop_front() == &a);
    queue.push_back(b);
    CHECK(&queue.pop_front() == &c);
    CHECK(&queue.pop_front() == &b);
    CHECK(queue.empty());
}

TEST_CASE("the ready list gives the highest priority first, and preempted threads before their equals") {
    test::Machine machine;
    std::vector<Thread *> threads;
    for (int i = 0; i < 4; ++i)
        threads.push_back(&machine.system.start_thread("t", 8, [] {}));
    ReadyList list;
    CHECK(list.empty());
    list.push_back(*threads[0], 8);
    list.push_back(*threads[1], 26);
    list.push_back(*threads[2], 26);
    list.push_front(*threads[3], 26);
    CHECK(list.top_priority() == 26);
    CHECK(list.top_count() == 3);
    CHECK(&list.take(0) == threads[3]);
    CHECK(&list.take(1) == threads[2]);
    CHECK(&list.take(0) == threads[1]);
    CHECK(list.top_priority() == 8);
    CHECK(&list.take(0) == threads[0]);
    CHECK(list.empty());
}

TEST_CASE("a ticket book knows the oldest ticket that is out, in whatever order they come back") {
    TicketBook book;
    CHECK(book.oldest() > book.last_issued());
    const std::uint64_t first = book.issue();
    const std::uint64_t second = book.issue();
    const std::uint64_t third = book.issue();
    CHECK(book.last_issued() == third);
    book.give_back(second);
    CHECK(book.oldest() == first);
    book.give_back(first);
    CHECK(book.oldest() == third);
    book.give_back(third);
    CHECK(book.oldest() > book.last_issued());
    CHECK(book.issue() == third + 1);
}
