#include "imgui-client/workspace/key_import.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <utility>

#include "common/base/path_text.hpp"
#include "common/keys/sealed_key.hpp"

namespace indaba::ui {
namespace {

namespace fs = std::filesystem;
using Failure = KeyImport::Failure;

fs::path with_home(const fs::path& typed) {
    const std::string text = to_utf8(typed);
    const char* home = std::getenv("HOME");
    return home && text.starts_with("~/") ? path_of(home) / path_of(text.substr(2)) : typed;
}

/// Returns why the file cannot be read, or an empty string. A pipe would be waited for.
std::string why_unreadable(const fs::path& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status)) return fmt::format("There is no file {}.", to_utf8(file));
    if (!fs::is_regular_file(status)) return fmt::format("{} is not a file.", to_utf8(file));
    return "";
}

KeyImport::Result open_sealed(const fs::path& file, const std::string& passphrase) {
    try {
        if (std::string why = why_unreadable(file); !why.empty())
            return Failure{std::move(why), true};
        const std::string text = read_sealed(file);
        if (text.empty())
            return Failure{fmt::format("{} is empty or cannot be read.", to_utf8(file)), true};
        auto opened = unseal(text, passphrase);
        if (auto* why = std::get_if<std::string>(&opened)) return Failure{std::move(*why), false};
        return std::get<Key>(opened);
    } catch (const std::exception& error) {
        return Failure{error.what(), false};
    }
}

}  // namespace

void KeyImport::start(const std::filesystem::path& file, std::string passphrase) {
    if (running()) return;
    result_ = std::async(std::launch::async,
                         [this, from = with_home(file), secret = std::move(passphrase)] {
                             Result result = open_sealed(from, secret);
                             ended_.signal();
                             return result;
                         });
}

std::optional<KeyImport::Result> KeyImport::take() {
    // The thread signals shortly before its result is there; until then the pipe wakes the loop.
    if (!running() || result_.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        return std::nullopt;
    ended_.clear();
    return result_.get();
}

}  // namespace indaba::ui
