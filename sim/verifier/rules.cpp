// SPDX-License-Identifier: MIT
#include "sim/verifier/rules.hpp"

#include "sim/verifier/rules/chk_001_structure_initialised.hpp"
#include "sim/verifier/rules/chk_002_stream_created_in_place.hpp"
#include "sim/verifier/rules/chk_003_mandatory_callbacks.hpp"
#include "sim/verifier/rules/chk_004_callback_tables_match.hpp"
#include "sim/verifier/rules/chk_011_packet_array_complete.hpp"
#include "sim/verifier/rules/chk_012_packet_initialised.hpp"
#include "sim/verifier/rules/chk_013_packet_described_by_mdl.hpp"
#include "sim/verifier/rules/chk_014_packet_pages_whole.hpp"
#include "sim/verifier/rules/chk_015_packet_inside_buffer.hpp"
#include "sim/verifier/rules/chk_017_packets_contiguous_for_client.hpp"
#include "sim/verifier/rules/chk_019_packets_apart.hpp"
#include "sim/verifier/rules/chk_020_packet_size_as_requested.hpp"
#include "sim/verifier/rules/chk_022_packet_memory_freed_once.hpp"
#include "sim/verifier/rules/chk_025_downward_moves_succeed.hpp"
#include "sim/verifier/rules/chk_026_quiet_outside_run.hpp"
#include "sim/verifier/rules/chk_027_progress_after_run.hpp"
#include "sim/verifier/rules/chk_028_dma_stays_in_packets.hpp"
#include "sim/verifier/rules/chk_029_fresh_after_release.hpp"
#include "sim/verifier/rules/chk_030_numbering_survives_pause.hpp"
#include "sim/verifier/rules/chk_031_notify_ordinal_consecutive.hpp"
#include "sim/verifier/rules/chk_032_notify_only_in_run.hpp"
#include "sim/verifier/rules/chk_034_notifications_keep_pace.hpp"
#include "sim/verifier/rules/chk_035_notifications_not_ahead.hpp"
#include "sim/verifier/rules/chk_036_notify_counter_plausible.hpp"
#include "sim/verifier/rules/chk_038_notify_irql.hpp"
#include "sim/verifier/rules/chk_041_preroll_accepted.hpp"
#include "sim/verifier/rules/chk_047_packet_in_window_accepted.hpp"
#include "sim/verifier/rules/chk_050_announced_packet_played.hpp"
#include "sim/verifier/rules/chk_053_capture_ordinal_notified.hpp"
#include "sim/verifier/rules/chk_055_capture_start_counter.hpp"
#include "sim/verifier/rules/chk_060_position_behind_transfer.hpp"
#include "sim/verifier/rules/chk_061_position_monotone.hpp"
#include "sim/verifier/rules/chk_062_position_in_blocks.hpp"
#include "sim/verifier/rules/chk_063_position_rate.hpp"
#include "sim/verifier/rules/chk_064_position_counter_of_snapshot.hpp"
#include "sim/verifier/rules/chk_065_position_shares_origin.hpp"
#include "sim/verifier/rules/chk_066_position_zero_in_stop.hpp"
#include "sim/verifier/rules/chk_069_ddi_irql.hpp"
#include "sim/verifier/rules/chk_070_paged_code_irql.hpp"
#include "sim/verifier/rules/chk_071_callback_leaves_nothing.hpp"
#include "sim/verifier/rules/chk_081_nothing_fires_after_release.hpp"
#include "sim/verifier/rules/chk_084_nothing_left_at_destroy.hpp"
#include "sim/verifier/rules/chk_089_dma_stopped_at_power_down.hpp"
#include "sim/verifier/rules/chk_129_outputs_written.hpp"
#include "sim/verifier/rules/chk_200_call_is_modelled.hpp"
#include "sim/verifier/rules/chk_201_floating_point_restored.hpp"
#include "sim/verifier/rules/chk_202_pool_tag_matches.hpp"

namespace acxsim::verifier {

namespace {

template <class... Rules>
std::vector<std::unique_ptr<Rule>> make_each() {
    std::vector<std::unique_ptr<Rule>> rules;
    rules.reserve(sizeof...(Rules));
    (rules.push_back(std::make_unique<Rules>()), ...);
    return rules;
}

} // namespace

std::vector<std::unique_ptr<Rule>> make_rules() {
    return make_each<StructureIsInitialised, StreamIsCreatedInPlace, MandatoryCallbacksAreThere,
                     CallbackTablesMatchKind, PacketArrayIsComplete, PacketIsInitialised, PacketIsDescribedByMdl,
                     PacketPagesAreWhole, PacketLiesInsideBuffer, PacketsAreContiguousForClient, PacketsDoNotOverlap,
                     PacketSizeIsAsRequested, PacketMemoryIsFreedOnce, DownwardMovesSucceed, HardwareIsQuietOutsideRun,
                     ProgressAfterRun, DmaStaysInPackets, NumberingRestartsAfterRelease, NumberingSurvivesPause,
                     NotifyOrdinalIsConsecutive, NotifyOnlyInRun, NotificationsKeepPace, NotificationsAreNotAhead,
                     NotifyCounterIsPlausible, NotifyAtDispatchOrBelow, PrerollIsAccepted, PacketInWindowIsAccepted,
                     AnnouncedPacketIsPlayed, CaptureOrdinalWasNotified, CaptureStartIsPacketStart,
                     PositionIsBehindTransfer, PositionNeverDecreases, PositionIsInBlocks, PositionAdvancesAtSampleRate,
                     PositionCounterIsOfTheSnapshot, PositionSharesOriginWithPackets, PositionIsZeroInStop,
                     DdiAtAllowedIrql, PagedCodeBelowDispatch, CallbackLeavesNothingBehind, NothingFiresAfterRelease,
                     NothingIsLeftAtDestroy, DmaIsStoppedAtPowerDown, OutputsAreWritten, CallIsModelled,
                     FloatingPointIsRestored, PoolTagMatches>();
}

const std::vector<const RuleInfo *> &rules() {
    static const std::vector<const RuleInfo *> infos = [] {
        std::vector<const RuleInfo *> all;
        for (const auto &rule : make_rules())
            all.push_back(&rule->info());
        return all;
    }();
    return infos;
}

const RuleInfo *find_rule(std::string_view id) {
    for (const RuleInfo *info : rules()) {
        if (info->id == id) return info;
    }
    return nullptr;
}

} // namespace acxsim::verifier
