#include "imgui-client/view_state/title_check.hpp"

#include <utility>
#include <variant>

#include "common/wire/name.hpp"

namespace indaba::ui {

TitleCheck::Verdict TitleCheck::judge(const RoomDirectory& directory, std::string_view title,
                                      bool is_private) {
    const auto judged = validate_title(title);
    if (const auto* invalid = std::get_if<InvalidName>(&judged)) return {false, invalid->why};
    const Name& name = std::get<Name>(judged);
    if (is_private) return {};
    take_over(directory);
    if (folded_.contains(name.folded) || skeletons_.contains(name.skeleton))
        return {false, "This title, or one that looks like it, is taken."};
    return {!directory.loading && directory.failed.empty(), {}};
}

void TitleCheck::take_over(const RoomDirectory& directory) {
    if (std::exchange(version_, directory.version) == directory.version) return;
    folded_.clear();
    skeletons_.clear();
    for (const RoomSummary& room : directory.rooms) {
        if (room.is_private || room.archived || room.id == lobby) continue;
        const auto judged = validate_title(room.title);
        const Name* name = std::get_if<Name>(&judged);
        if (!name) continue;
        folded_.insert(name->folded);
        skeletons_.insert(name->skeleton);
    }
}

}  // namespace indaba::ui
