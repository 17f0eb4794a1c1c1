/// Joins a tokenizer of ours to FTS5, which wants a table of C functions:
/// https://www.sqlite.org/fts5.html#custom_tokenizers
#include <sqlite3.h>

#include "common/sqlite/sqlite.hpp"

namespace indaba::sqlite {
namespace {

using Token = int (*)(void*, int, const char*, int, int, int);

int make(void* function, const char**, int, Fts5Tokenizer** made) {
    *made = static_cast<Fts5Tokenizer*>(function);  // the function is all that there is to know
    return SQLITE_OK;
}

void destroy(Fts5Tokenizer*) {}

int tokenize(Fts5Tokenizer* tokenizer, void* context, int flags, const char* text, int size,
             Token token) {
    const auto function = reinterpret_cast<Connection::Tokenizer>(tokenizer);
    const std::string_view whole(text ? text : "", static_cast<std::size_t>(text ? size : 0));
    for (const Connection::Word& word : function(whole, (flags & FTS5_TOKENIZE_QUERY) != 0)) {
        const int code = token(context, word.first_of_place ? 0 : FTS5_TOKEN_COLOCATED,
                               word.form.data(), static_cast<int>(word.form.size()),
                               static_cast<int>(word.begin), static_cast<int>(word.end));
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}

/// Returns the functions of FTS5, or null when SQLite was built without it.
fts5_api* fts5_of(sqlite3* handle) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

}  // namespace

void Connection::add_tokenizer(const char* name, Tokenizer tokenizer) {
    fts5_api* api = fts5_of(handle_);
    if (!api)
        throw Error(Failure::other, text("SELECT file FROM pragma_database_list"),
                    "SQLite was built without FTS5");
    fts5_tokenizer functions{make, destroy, tokenize};
    api->xCreateTokenizer(api, name, reinterpret_cast<void*>(tokenizer), &functions, nullptr);
}

}  // namespace indaba::sqlite
