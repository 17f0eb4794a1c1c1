#include "imgui-client/workspace/key_import.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "common/keys/sealed_key.hpp"

namespace indaba::ui {
namespace {

KeyImport::Result open_sealed(const std::filesystem::path& file, const std::string& passphrase) {
    try {
        const std::string text = read_sealed(file);
        if (text.empty()) return std::string("This file does not exist or cannot be read.");
        return unseal(text, passphrase);
    } catch (const std::exception& error) {
        return std::string(error.what());
    }
}

}  // namespace

void KeyImport::start(std::filesystem::path file, std::string passphrase) {
    if (running()) return;
    result_ = std::async(std::launch::async,
                         [this, from = std::move(file), secret = std::move(passphrase)] {
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
