#include "imgui-client/view_state/room_filter.hpp"

#include "common/wire/name.hpp"

namespace indaba::ui {

std::string_view without_blanks(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(' ') - begin + 1);
}

std::string_view typed_title(std::string_view typed) {
    typed = without_blanks(typed);
    if (typed.starts_with('#')) typed.remove_prefix(1);
    return typed;
}

const std::vector<std::size_t>& RoomFilter::find(const RoomDirectory& directory,
                                                 std::string_view typed) {
    const bool same_list = version_ == directory.version;
    if (same_list && typed_ == typed) return found_;
    if (!same_list) {
        texts_.clear();
        for (const RoomSummary& room : directory.rooms)
            texts_.push_back(case_folded(room.title) + '\n' + case_folded(room.topic));
    }
    version_ = directory.version;
    typed_ = typed;
    ++searches_;
    found_.clear();
    const std::string wanted = case_folded(typed_title(typed));
    for (std::size_t i = 0; i < texts_.size(); ++i)
        if (texts_[i].find(wanted) != std::string::npos) found_.push_back(i);
    return found_;
}

}  // namespace indaba::ui
