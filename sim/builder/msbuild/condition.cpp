// SPDX-License-Identifier: MIT
#include "sim/builder/msbuild/condition.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "sim/builder/file_names.hpp"

namespace acxsim::builder::msbuild {

namespace {

Truth opposite(Truth truth) { return {!truth.value, std::move(truth.unknown)}; }

// A side that is known to be false (true) settles an `and` (`or`), whatever the other hangs on.
Truth combine(Truth left, Truth right, bool settled_by) {
    if (left.unknown.empty() && left.value == settled_by) return left;
    if (right.unknown.empty() && right.value == settled_by) return right;
    Truth both{settled_by ? left.value || right.value : left.value && right.value, std::move(left.unknown)};
    both.unknown.merge(right.unknown);
    return both;
}

std::optional<double> number(std::string_view text) {
    if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        unsigned long long value = 0;
        const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
        if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
        return static_cast<double>(value);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<bool> boolean(std::string_view text) {
    for (const std::string_view yes : {"true", "on", "yes", "!false", "!off", "!no"})
        if (equal_names(text, yes)) return true;
    for (const std::string_view no : {"false", "off", "no", "!true", "!on", "!yes"})
        if (equal_names(text, no)) return false;
    return std::nullopt;
}

class Parser {
public:
    Parser(std::string_view text, const ConditionContext &context) : text_(text), context_(context) {}

    core::Result<Truth> parse() {
        Truth truth = disjunction();
        skip();
        if (problem_.empty() && position_ < text_.size())
            complain(fmt::format("unexpected \"{}\"", text_.substr(position_)));
        if (!problem_.empty()) return core::Error{fmt::format("condition {}: {}", text_, problem_)};
        return truth;
    }

private:
    void complain(std::string problem) {
        if (problem_.empty()) problem_ = std::move(problem);
        position_ = text_.size();
    }
    void skip() {
        while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t' ||
                                            text_[position_] == '\r' || text_[position_] == '\n'))
            ++position_;
    }
    bool take(std::string_view token) {
        skip();
        if (!equal_names(text_.substr(position_, token.size()), token)) return false;
        const bool word = token[0] >= 'a' && token[0] <= 'z';
        const std::size_t after = position_ + token.size();
        if (word && after < text_.size() && std::string_view(" \t\r\n('!").find(text_[after]) == std::string_view::npos)
            return false;
        position_ = after;
        return true;
    }

    Truth disjunction() {
        Truth truth = conjunction();
        while (take("or"))
            truth = combine(std::move(truth), conjunction(), true);
        return truth;
    }
    Truth conjunction() {
        Truth truth = comparison();
        while (take("and"))
            truth = combine(std::move(truth), comparison(), false);
        return truth;
    }

    Truth comparison() {
        skip();
        if (position_ < text_.size() && text_[position_] == '!' && text_.substr(position_, 2) != "!=") {
            ++position_;
            return opposite(comparison());
        }
        if (take("(")) {
            Truth truth = disjunction();
            if (!take(")")) complain("a parenthesis is not closed");
            return truth;
        }
        const Expanded left = operand();
        if (call_) return take_call(left);
        for (const std::string_view sign : {"==", "!=", "<=", ">=", "<", ">"}) {
            if (take(sign)) return compare(left, sign, operand());
        }
        const auto value = boolean(left.text);
        if (!value && left.unknown.empty()) complain(fmt::format("\"{}\" is neither true nor false", left.text));
        return {value.value_or(false), left.unknown};
    }

    Truth take_call(const Expanded &function) {
        call_ = false;
        const Expanded argument = operand();
        if (!take(")")) complain("a parenthesis is not closed");
        if (equal_names(function.text, "Exists")) {
            // A file of the WDK or of Visual Studio: there is none here, and none is needed.
            const auto parts = split_list(argument.marked);
            if (parts.size() == 1 && parts[0].toolchain) return {false};
            return {context_.exists(argument.text), argument.unknown};
        }
        if (equal_names(function.text, "HasTrailingSlash")) {
            return {argument.text.ends_with('\\') || argument.text.ends_with('/'), argument.unknown};
        }
        complain(fmt::format("the function {} is not known", function.text));
        return {};
    }

    Truth compare(const Expanded &left, std::string_view sign, const Expanded &right) {
        Truth truth{false, left.unknown};
        truth.unknown.insert(right.unknown.begin(), right.unknown.end());
        const auto a = number(left.text);
        const auto b = number(right.text);
        if (sign == "==" || sign == "!=") {
            const bool equal = a && b ? *a == *b : equal_names(left.text, right.text);
            truth.value = equal == (sign == "==");
        } else if (a && b) {
            truth.value = sign == "<" ? *a < *b : sign == ">" ? *a > *b : sign == "<=" ? *a <= *b : *a >= *b;
        } else if (truth.unknown.empty()) {
            complain(fmt::format("\"{}\" {} \"{}\" compares what are not numbers", left.text, sign, right.text));
        }
        return truth;
    }

    // A quoted text, $(Property), %(Metadata), or a bare word; a word before a parenthesis is a function.
    Expanded operand() {
        skip();
        if (position_ >= text_.size()) {
            complain("it ends too early");
            return {};
        }
        if (text_[position_] == '\'') {
            std::size_t end = position_ + 1;
            for (int depth = 0; end < text_.size() && (depth > 0 || text_[end] != '\''); ++end) {
                if (text_[end] == '(' && (depth > 0 || text_[end - 1] == '$')) ++depth;
                if (text_[end] == ')' && depth > 0) --depth;
            }
            if (end >= text_.size()) {
                complain("a quote is not closed");
                return {};
            }
            const std::string_view inner = text_.substr(position_ + 1, end - position_ - 1);
            position_ = end + 1;
            return context_.expand(inner);
        }
        const std::size_t start = position_;
        while (position_ < text_.size() &&
               std::string_view(" \t\r\n=!<>)'").find(text_[position_]) == std::string_view::npos) {
            if (text_[position_] != '(') {
                ++position_;
                continue;
            }
            const bool reference = position_ > start && (text_[position_ - 1] == '$' || text_[position_ - 1] == '%');
            if (!reference) {
                call_ = true;
                break;
            }
            int depth = 0;
            do {
                depth += text_[position_] == '(' ? 1 : text_[position_] == ')' ? -1 : 0;
                ++position_;
            } while (depth > 0 && position_ < text_.size());
        }
        const std::string_view word = text_.substr(start, position_ - start);
        if (call_) {
            ++position_;
            return {std::string(word)};
        }
        if (word.empty()) complain(fmt::format("unexpected \"{}\"", text_.substr(start)));
        return context_.expand(word);
    }

    std::string_view text_;
    const ConditionContext &context_;
    std::size_t position_ = 0;
    bool call_ = false;
    std::string problem_;
};

} // namespace

core::Result<Truth> evaluate_condition(std::string_view text, const ConditionContext &context) {
    if (trim(text).empty()) return Truth{};
    return Parser(text, context).parse();
}

} // namespace acxsim::builder::msbuild
