#pragma once
/// The faces of this machine, as fontconfig lists them: by family, by preference, and the one for
/// emoji. Made in a thread at start, since fontconfig may take a second when it has no cache; never
/// changed after that. It opens no font file: fontconfig knows which characters a face has. The
/// only code that uses fontconfig, but for its configuration.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "imgui-client/fonts/font_face.hpp"
#include "imgui-client/fonts/text_style.hpp"

struct _FcCharSet;
struct _FcConfig;
struct _FcPattern;

namespace indaba::ui {

class FontIndex {
 public:
    struct Entry {
        FaceSource source;
        int weight = 0, width = 0;  // fontconfig's
        bool italic = false;
        const _FcCharSet* characters = nullptr;
        bool has(char32_t character) const;
    };

    FontIndex();
    ~FontIndex();
    FontIndex(const FontIndex&) = delete;
    FontIndex& operator=(const FontIndex&) = delete;

    /// Returns the face of a family nearest to the request. Upper case, spaces and `_` in the name
    /// do not count.
    const Entry* find(std::string_view family, const FontRequest& request) const;
    const Entry* emoji() const { return emoji_ ? &*emoji_ : nullptr; }
    /// Returns the upright faces without colour, one of each family, in fontconfig's order for the
    /// locale.
    const std::vector<Entry>& preferred() const { return preferred_; }

 private:
    void read_families();
    void read_preferred();
    void read_emoji();

    struct Free {
        void operator()(_FcConfig* config) const;
    };
    std::unique_ptr<_FcConfig, Free> config_;  // owns the character sets
    std::unordered_map<std::string, std::vector<Entry>> families_;
    std::vector<Entry> preferred_;
    std::optional<Entry> emoji_;
};

}  // namespace indaba::ui
