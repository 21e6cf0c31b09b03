// SPDX-License-Identifier: MIT
//
// From status bits to the interrupt line, as pure functions (hwmodel.md 1.5). Nothing is stored here: INTSTS is a view.
#pragma once

#include <cstdint>

namespace acxsim::hw::hda {

namespace status {
inline constexpr std::uint8_t buffer_complete = 1u << 2;  ///< BCIS
inline constexpr std::uint8_t fifo_error = 1u << 3;       ///< FIFOE
inline constexpr std::uint8_t descriptor_error = 1u << 4; ///< DESE
inline constexpr std::uint8_t fifo_ready = 1u << 5;       ///< FIFORDY, no interrupt source
} // namespace status

namespace control {
inline constexpr std::uint32_t stream_reset = 1u << 0;                      ///< SRST
inline constexpr std::uint32_t run = 1u << 1;                               ///< RUN
inline constexpr std::uint32_t interrupt_on_completion_enable = 1u << 2;    ///< IOCE
inline constexpr std::uint32_t fifo_error_interrupt_enable = 1u << 3;       ///< FEIE
inline constexpr std::uint32_t descriptor_error_interrupt_enable = 1u << 4; ///< DEIE
} // namespace control

namespace interrupt {
inline constexpr std::uint32_t global_enable = 1u << 31;     ///< GIE, GIS
inline constexpr std::uint32_t controller_enable = 1u << 30; ///< CIE, CIS
} // namespace interrupt

/// SIS[i]. The three enables sit in SDCTL at the very bits where the three statuses sit in SDSTS. `ioce_ignored`: BCIS
/// passes whatever IOCE says.
constexpr bool stream_interrupt(std::uint8_t sdsts, std::uint32_t sdctl, bool ioce_ignored = false) {
    constexpr std::uint32_t sources = status::buffer_complete | status::fifo_error | status::descriptor_error;
    if (ioce_ignored) sdctl |= control::interrupt_on_completion_enable;
    return (sdsts & sdctl & sources) != 0;
}

/// INTSTS without GIS.
constexpr std::uint32_t interrupt_causes(std::uint32_t stream_interrupts, bool controller_interrupt) {
    return stream_interrupts | (controller_interrupt ? interrupt::controller_enable : 0);
}

/// INTSTS: GIS is the OR of all causes whatever INTCTL says; with `sie_required`, of those that INTCTL enables.
constexpr std::uint32_t interrupt_status(std::uint32_t causes, std::uint32_t intctl, bool sie_required = false) {
    const std::uint32_t shown = sie_required ? causes & intctl : causes;
    return shown != 0 ? causes | interrupt::global_enable : causes;
}

/// The internal line.
constexpr bool interrupt_line(std::uint32_t intsts, std::uint32_t intctl) {
    constexpr std::uint32_t below_global = ~interrupt::global_enable;
    return (intctl & interrupt::global_enable) != 0 && (intsts & intctl & below_global) != 0;
}

} // namespace acxsim::hw::hda
