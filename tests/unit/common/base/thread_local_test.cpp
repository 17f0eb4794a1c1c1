#include <doctest/doctest.h>

#include <string>
#include <thread>

namespace {

/// Tells at its end whether it still has its value.
struct Value {
    std::string text;
    std::string* last = nullptr;
    ~Value() {
        if (last) *last = text;
    }
};

thread_local Value value;

}  // namespace

TEST_CASE("the destructor of a thread_local object finds its value") {
    std::string last;
    std::thread([&] {
        value.text = "a text that is too long to lie in the object itself";
        value.last = &last;
    }).join();
    CHECK(last == "a text that is too long to lie in the object itself");
}
