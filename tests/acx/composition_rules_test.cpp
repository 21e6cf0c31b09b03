// SPDX-License-Identifier: MIT
//
// Templates that may make several composites, and protected content on its way along a bridge: contract.md 6.7, 2.3
// (RT-MGR-01, RT-CB-84, RT-CB-85).
#include <algorithm>

#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/stream.hpp"
#include "tests/acx/composite_bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

namespace {

using Names = std::vector<std::string>;

ULONG protected_content() {
    ACXDRMRIGHTS rights{};
    rights.CopyProtect = TRUE;
    return FrameworkImplementation::current().drm.create(rights);
}

} // namespace

TEST_CASE("RT-MGR-01: a template that is no singleton makes a composite for each core circuit, a singleton only one") {
    CompositeBench bench;
    composite.factory = true;
    composite.second_dsp = true;
    composite.singleton = GENERATE(true, false);
    const std::size_t expected = composite.singleton ? 1 : 2;
    bench.run_composite([&] {
        CHECK(FrameworkImplementation::current().composites().all().size() == expected);
        CHECK(bench.acx->streaming_pins().size() == expected);
        CHECK(journal_of({"factory CreateCircuitDevice"}).size() == expected);
        CHECK(journal_of({"dsp CompositeInitialize"}).size() == expected);
        std::size_t opened = 0;
        for (const char *circuit : {"Dsp", "Dsp2"}) {
            if (bench.acx->open(circuit, Direction::Render, stereo_48k).ok()) ++opened;
        }
        CHECK(opened == expected);
        CHECK(journal_of({"codec CreateStream"}).size() == expected);
        journal.clear();
        CHECK(
            NT_SUCCESS(AcxManagerRemoveCompositeTemplate(AcxGetManager(nullptr), CompositeDriver::composite_template)));
        bench.settle();
        CHECK(journal_of({"dsp CompositeDeinitialize"}).size() == expected);
        CHECK(journal_of({"factory DeleteCircuitDevice"}).size() == expected);
    });
}

TEST_CASE("RT-CB-85: the content id of a stream travels along its bridge") {
    CompositeBench bench;
    bench.run_composite([&] {
        auto opened = bench.acx->open("Dsp", Direction::Render, stereo_48k);
        REQUIRE(opened.ok());
        Stream &stream = (*opened)->stream();
        const ULONG content = protected_content();
        const std::string id = std::to_string(content);
        journal.clear();
        CHECK(stream.assign_drm_content_id(content, true, false) == 0);
        CHECK(journal == Names{"dsp DRM content " + id, "codec DRM content " + id});
        CHECK(stream.assign_drm_content_id(0, true, false) == static_cast<Status>(STATUS_INVALID_PARAMETER));
        CHECK(journal.size() == 2);
    });
}

TEST_CASE("RT-CB-85: a next circuit without DRM callback does not stand in the way, a head that refuses does") {
    CompositeBench bench;
    SECTION("next circuit without callback") {
        composite.codec_has_drm = false;
        bench.run_composite([&] {
            auto opened = bench.acx->open("Dsp", Direction::Render, stereo_48k);
            REQUIRE(opened.ok());
            CHECK((*opened)->stream().assign_drm_content_id(protected_content(), true, false) == 0);
            CHECK(journal_of({"dsp DRM", "codec DRM"}).size() == 1);
        });
    }
    SECTION("the head refuses") {
        composite.dsp_drm = STATUS_ACCESS_DENIED;
        bench.run_composite([&] {
            auto opened = bench.acx->open("Dsp", Direction::Render, stereo_48k);
            REQUIRE(opened.ok());
            CHECK((*opened)->stream().assign_drm_content_id(protected_content(), true, false) ==
                  static_cast<Status>(STATUS_ACCESS_DENIED));
            CHECK(journal_of({"codec DRM"}).empty());
        });
    }
}
