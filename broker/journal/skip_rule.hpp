#pragma once
/// The order of a session's posts within one batch: after a post that was not stored, its later
/// posts are skipped. The rule is the same for every journal.
#include <cstdint>
#include <set>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class SkipRule {
 public:
    bool must_skip(const Write& write) const {
        const Post* post = std::get_if<Post>(&write);
        return post && stopped_.contains(post->session);
    }
    void on_not_stored(const Write& write) {
        if (const Post* post = std::get_if<Post>(&write)) stopped_.insert(post->session);
    }

 private:
    std::set<std::uint64_t> stopped_;  // sessions
};

}  // namespace indaba::broker
