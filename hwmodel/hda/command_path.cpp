// SPDX-License-Identifier: MIT
//
// See command_path.hpp. The event exists only while a command is under way. Parameter numbers and layouts: HDA 1.0a
// section 7.3.4.
#include "hwmodel/hda/command_path.hpp"

namespace acxsim::hw::hda {

namespace {

constexpr std::uint32_t pointer_reset = 1u << 15; // RPRST, RST
constexpr std::uint32_t ring_run = 1u << 1;       // CORBCTL.RUN, RIRBCTL.DMAEN
constexpr std::uint32_t memory_error = 1u << 0;   // CMEI, CMEIE
constexpr std::uint32_t response_flag = 1u << 0;  // RINTFL, RINTCTL
constexpr std::uint32_t overrun_flag = 1u << 2;   // OIS, OIC
constexpr std::uint32_t busy = 1u << 0;           // ICB
constexpr std::uint32_t result_valid = 1u << 1;   // IRV

/// One parameter of one node. A stereo 48 kHz codec: 1 is the function group, 2 a DAC, 3 line out, 4 an ADC, 5 line in.
struct CodecParameter {
    std::uint8_t node;
    std::uint8_t parameter;
    std::uint32_t value;
};
constexpr std::array codec_parameters{
    CodecParameter{0, 0x00, 0x1234'0001}, // vendor and device
    CodecParameter{0, 0x02, 0x0010'0000}, // revision 1.0
    CodecParameter{0, 0x04, 0x0001'0001}, // nodes below: 1, from 1
    CodecParameter{1, 0x04, 0x0002'0004}, // nodes below: 4, from 2
    CodecParameter{1, 0x05, 0x0000'0001}, // audio function group
    CodecParameter{1, 0x0a, 0x001e'07ff}, // 16 to 32 bits, 8 to 192 kHz
    CodecParameter{1, 0x0b, 0x0000'0001}, // PCM
    CodecParameter{2, 0x09, 0x0000'0011}, // converter out, stereo, own format
    CodecParameter{2, 0x0a, 0x001e'07ff}, //
    CodecParameter{2, 0x0b, 0x0000'0001}, //
    CodecParameter{3, 0x09, 0x0040'0101}, // pin, stereo, has a connection list
    CodecParameter{3, 0x0c, 0x0000'0010}, // output
    CodecParameter{3, 0x0e, 0x0000'0001}, // one connection
    CodecParameter{4, 0x09, 0x0010'0111}, // converter in, stereo, own format, has a connection list
    CodecParameter{4, 0x0a, 0x001e'07ff}, //
    CodecParameter{4, 0x0b, 0x0000'0001}, //
    CodecParameter{4, 0x0e, 0x0000'0001}, // one connection
    CodecParameter{5, 0x09, 0x0040'0001}, // pin, stereo
    CodecParameter{5, 0x0c, 0x0000'0020}, // input
};
constexpr std::uint32_t get_parameter = 0xf00; // the verb, with an 8-bit payload

} // namespace

std::optional<std::uint32_t> codec_answer(std::uint32_t codec_mask, std::uint32_t command) {
    const std::uint32_t codec = command >> 28;
    const std::uint32_t node = command >> 20 & 0xffu;
    if ((codec_mask >> codec & 1u) == 0) return std::nullopt;
    if ((command >> 8 & 0xfffu) != get_parameter) return 0;
    for (const CodecParameter &entry : codec_parameters) {
        if (entry.node == node && entry.parameter == (command & 0xffu)) return entry.value;
    }
    return 0;
}

CommandPath::CommandPath(EngineContext &context)
    : context_(context), frame_event_(core::Event::of<&CommandPath::on_frame>(core::Priority::Hardware, this)) {
    reset();
}

void CommandPath::reset() {
    context_.simulation.timeline.cancel(frame_event_);
    for (std::size_t i = 0; i < values_.size(); ++i)
        values_[i] = command_registers[i].reset;
    answer_ = {};
    responses_ = 0;
}

BusAddress CommandPath::ring(Command lower, Command upper) const {
    return stored(lower) | std::uint64_t{stored(upper)} << 32;
}

std::uint32_t CommandPath::read_register(Command which) const { return stored(which); }

void CommandPath::write_register(Command which, std::uint32_t value, std::uint32_t covered) {
    const Register &reg = info(which);
    const std::uint32_t merged = (stored(which) & ~(covered & reg.writable())) | (value & covered & reg.writable());
    const std::uint32_t cleared = value & covered & reg.clearable();
    switch (which) {
    case Command::CorbReadPointer:
        // RPRST holds the pointer at 0 until software takes it back.
        stored(which) = (merged & pointer_reset) != 0 ? pointer_reset : merged;
        break;
    case Command::RirbWritePointer:
        if ((merged & pointer_reset) != 0) stored(which) = 0;
        break;
    case Command::CorbLower:
    case Command::CorbUpper:
    case Command::RirbLower:
    case Command::RirbUpper: {
        const bool corb = which == Command::CorbLower || which == Command::CorbUpper;
        if ((stored(corb ? Command::CorbControl : Command::RirbControl) & ring_run) != 0) {
            context_.simulation.trace.emit(
                RegisterMisuse{context_.device, RegisterMisuse::WriteWhileRunning, reg.offset, value});
        }
        stored(which) = merged;
        break;
    }
    case Command::ImmediateStatus:
        stored(which) &= ~cleared;
        if ((merged & busy) != 0) stored(which) |= busy; // only the controller takes it back
        break;
    default:
        stored(which) = merged & ~cleared;
        break;
    }
    context_.host->status_changed();
    wake();
}

bool CommandPath::ring_has_command() const {
    return (stored(Command::CorbControl) & ring_run) != 0 && (stored(Command::CorbReadPointer) & pointer_reset) == 0 &&
           stored(Command::CorbReadPointer) != stored(Command::CorbWritePointer);
}

void CommandPath::wake() {
    const bool work = answer_.under_way || (stored(Command::ImmediateStatus) & busy) != 0 || ring_has_command();
    if (!work) {
        context_.simulation.timeline.cancel(frame_event_);
        return;
    }
    context_.simulation.timeline.schedule(frame_event_,
                                          context_.frame_clock.next_edge_after(context_.simulation.now()));
}

CommandPath::Answer CommandPath::send(std::uint32_t command, bool immediate) const {
    const std::optional<std::uint32_t> response = codec_answer(context_.parameters.codec_mask, command);
    return {response.value_or(0), command >> 28, response.has_value(), immediate, true};
}

/// A frame begins: what was asked in the last one is answered, and one more command goes out.
void CommandPath::on_frame() {
    context_.host->settle();
    const Answer back = answer_;
    answer_ = {};
    if ((stored(Command::ImmediateStatus) & busy) != 0 && !(back.under_way && back.immediate)) {
        answer_ = send(stored(Command::ImmediateCommand), true);
    } else if (ring_has_command()) {
        const std::uint32_t next = (stored(Command::CorbReadPointer) + 1) & 0xffu;
        std::array<std::byte, 4> bytes;
        if (context_.memory.read(context_.device, ring(Command::CorbLower, Command::CorbUpper) + next * 4, bytes)) {
            std::uint32_t command = 0;
            for (unsigned i = 0; i < 4; ++i)
                command |= std::to_integer<std::uint32_t>(bytes[i]) << (i * 8);
            stored(Command::CorbReadPointer) = next;
            answer_ = send(command, false);
        } else {
            stored(Command::CorbStatus) |= memory_error;
            stored(Command::CorbControl) &= ~ring_run;
        }
    }
    if (back.under_way) deliver(back);
    context_.host->status_changed();
    wake();
}

void CommandPath::deliver(const Answer &answer) {
    if (!answer.immediate) {
        if (answer.there) respond_into_ring(answer);
        return;
    }
    std::uint32_t &status = stored(Command::ImmediateStatus);
    status &= ~busy;
    if (!answer.there) return;
    stored(Command::ImmediateResponse) = answer.response;
    status |= result_valid;
}

void CommandPath::respond_into_ring(const Answer &answer) {
    const std::uint32_t next = (stored(Command::RirbWritePointer) + 1) & 0xffu;
    std::array<std::byte, 8> bytes;
    for (unsigned i = 0; i < 4; ++i) {
        bytes[i] = static_cast<std::byte>(answer.response >> (i * 8));
        bytes[4 + i] = static_cast<std::byte>(answer.codec >> (i * 8));
    }
    const bool enabled = (stored(Command::RirbControl) & ring_run) != 0;
    if (!enabled ||
        !context_.memory.write(context_.device, ring(Command::RirbLower, Command::RirbUpper) + next * 8, bytes)) {
        stored(Command::RirbStatus) |= overrun_flag;
        return;
    }
    stored(Command::RirbWritePointer) = next;
    ++responses_;
    const std::uint32_t threshold = stored(Command::ResponseCount) == 0 ? 256 : stored(Command::ResponseCount);
    const bool ran_dry = !answer_.under_way && !ring_has_command();
    if (responses_ < threshold && !ran_dry) return;
    responses_ = 0;
    if (context_.parameters.rirb_interrupts) stored(Command::RirbStatus) |= response_flag;
}

bool CommandPath::interrupt_pending() const {
    // The enables sit in the control registers at the very bits of the statuses.
    return (stored(Command::CorbStatus) & stored(Command::CorbControl) & memory_error) != 0 ||
           (stored(Command::RirbStatus) & stored(Command::RirbControl) & (response_flag | overrun_flag)) != 0;
}

} // namespace acxsim::hw::hda
