#include "tests/acx/bench.hpp"
#include <chrono>
#include <cstdio>
using namespace acxsim; using namespace acxsim::test;
TEST_CASE("speed","[.speed]") {
    Bench bench;
    bench.run([&]{
        auto c = bench.open_running();
        auto t0=std::chrono::steady_clock::now();
        const int n=300000;
        for (int i=0;i<n;++i) AcxRtStreamNotifyPacketComplete(Driver::stream, i, 1);
        auto t1=std::chrono::steady_clock::now();
        std::uint32_t p;
        for (int i=0;i<n;++i) c->current_packet(p);
        auto t2=std::chrono::steady_clock::now();
        acx::StreamConnection::PresentationPosition q;
        for (int i=0;i<n;++i) c->presentation_position(q);
        auto t3=std::chrono::steady_clock::now();
        auto ns=[&](auto a,auto b){return std::chrono::duration<double,std::nano>(b-a).count()/n;};
        std::printf("notify %.0f ns, current_packet %.0f ns, position %.0f ns\n", ns(t0,t1), ns(t1,t2), ns(t2,t3));
    });
}
