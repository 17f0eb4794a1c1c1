#pragma once
/// The rooms of a chat: the one in which plain text goes, and the commands about rooms, of which
/// one is carried out at a time. It prints what becomes of them.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/client/text/input_command.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/chat/chat_printer.hpp"

namespace indaba::line {

class ChatRooms {
 public:
    ChatRooms(ClientLoop& loop, ChatPrinter& printer) : loop_(loop), printer_(printer) {}

    /// Returns the conversation in which plain text goes: the lobby or a room. It stays the same
    /// when this account is removed from the room, so that nothing goes to other people.
    const ConversationId& current() const { return current_; }
    /// Returns false when this account is no longer in that room.
    bool is_in_current() const { return current_ == lobby || model().find(current_) != nullptr; }

    /// Makes the first `ready` join the room and go there. Until then is_waiting() is true.
    void start_in(std::string title) { start_ = std::move(title); }
    void run(const client::RoomCommand& command);
    /// Prints the members of the current room.
    void list_members();
    /// Returns true while a command waits for its answer. The caller then holds later lines back,
    /// so that they keep their order.
    bool is_waiting() const { return pending_ || start_; }
    /// Returns true, once, when a room could not be joined or made to which text was to go.
    bool take_failure() { return std::exchange(failed_, false); }

    void on(const client::BecameReady&);
    void on(const client::BecameOffline&);
    void on(const client::RoomsListed& answer);
    void on(const client::MembersListed& answer);
    void on(const client::WhoAnswered& answer);
    void on(const client::RoomAnswered& answer);
    void on(const client::JoinedRoom& joined);
    void on(const client::LeftRoom& left);

 private:
    /// The command that is carried out.
    struct Pending {
        client::RoomCommand command;
        std::uint64_t request = 0;  // that waits for its answer
        std::optional<std::vector<RoomInfo>> directory;
        bool asked_person = false;
        ConversationId room{};     // of the change
        std::uint64_t number = 0;  // its last entry before the change
        bool changes = false;      // the change is on its way
    };

    const client::Model& model() const { return loop_.model(); }
    bool ready() const { return model().connection_state() == client::ConnectionState::ready; }
    bool waits_for(std::uint64_t request) const { return pending_ && pending_->request == request; }
    bool is_joining(const ConversationId& room) const;
    template <class Ask>
    void ask(const Ask& make_request);
    static bool enters(const client::RoomCommand& command);
    void begin(const client::RoomCommand& command);
    bool go_to_known(std::string_view title);
    void go_to(const ConversationId& room);
    void proceed();
    void carry_out(const RoomRequest& request);
    void fail(const std::string& sentence);

    ClientLoop& loop_;
    ChatPrinter& printer_;
    ConversationId current_ = lobby;
    std::optional<std::string> start_;
    std::optional<Pending> pending_;
    bool failed_ = false;
};

}  // namespace indaba::line
