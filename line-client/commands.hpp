#pragma once
/// The commands of indaba-cli, one function and one file each; the chat has a folder of its own.
/// Each returns the exit code and prints why it failed. What the user must fix before anything can
/// start is thrown as std::runtime_error with a sentence.
#include <chrono>

#include "line-client/options.hpp"

namespace indaba::line {

int run_send(const CommonOptions& common, const SendOptions& send);
int run_tail(const CommonOptions& common, const TailOptions& tail);
int run_history(const CommonOptions& common, const HistoryOptions& history);
int run_who(const CommonOptions& common, const WhoOptions& who);
int run_rooms(const CommonOptions& common, const RoomsOptions& rooms);
int run_search(const CommonOptions& common, const SearchOptions& search);
int run_export(const CommonOptions& common, const ExportOptions& to);
int run_ping(const CommonOptions& common);
int run_key_show(const CommonOptions& common);
int run_key_fingerprint(const CommonOptions& common, const KeyFingerprintOptions& fingerprint);
int run_key_export(const CommonOptions& common, const KeyExportOptions& to);
int run_key_import(const CommonOptions& common, const KeyImportOptions& from);

/// How long a command waits for a broker that has accepted the connection but does not answer.
constexpr std::chrono::seconds answer_timeout{10};

}  // namespace indaba::line
