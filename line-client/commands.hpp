#pragma once
/// One function and one file per command. Each returns the exit code; what cannot be mended at the
/// start is thrown as std::runtime_error with a sentence.
#include "line-client/options.hpp"

namespace indaba::line {

int run(const Common& common, const ChatOptions& chat);
int run(const Common& common, const SendOptions& send);
int run(const Common& common, const TailOptions& tail);
int run(const Common& common, const HistoryOptions& history);
int run(const Common& common, const WhoOptions& who);
int run(const Common& common, const PingOptions& ping);
int run(const Common& common, const KeyShow& key_show);
int run(const Common& common, const KeyFingerprint& wanted);
int run(const Common& common, const KeyExport& to);
int run(const Common& common, const KeyImport& from);

/// How long the quiet commands wait for a broker that took the connection but does not answer.
constexpr std::chrono::seconds answer_timeout{10};

}  // namespace indaba::line
