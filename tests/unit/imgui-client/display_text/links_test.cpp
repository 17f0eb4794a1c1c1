#include "imgui-client/display_text/links.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "imgui-client/display_text/display_text.hpp"

using namespace indaba::ui;

namespace {

/// Returns "[shown|opened]" for each link, or "[shown]" when it opens what it shows.
std::string links_in(std::string_view source) {
    const MappedText text = display_text_with_map(source);
    std::string found;
    for (const Link& link : find_links(text.map, source)) {
        const std::string shown(text.text.slice(link.begin, link.end).view());
        found += shown == link.url ? "[" + shown + "]" : "[" + shown + "|" + link.url + "]";
        CHECK_MESSAGE(is_web_link(link.url), link.url);
    }
    return found;
}

struct Line {
    const char* said;
    const char* links;
};

void check(const Line* begin, const Line* end) {
    for (const Line* line = begin; line != end; ++line)
        CHECK_MESSAGE(links_in(line->said) == line->links, line->said, " -> ",
                      links_in(line->said));
}
template <std::size_t count>
void check(const Line (&lines)[count]) {
    check(lines, lines + count);
}

}  // namespace

constexpr Line other_scripts[] = {
    {"https://de.wikipedia.org/wiki/Köln",
     "[https://de.wikipedia.org/wiki/Köln|https://de.wikipedia.org/wiki/K%C3%B6ln]"},
    {"https://de.wikipedia.org/wiki/K\u006f\u0308ln",
     "[https://de.wikipedia.org/wiki/K\u006f\u0308ln|https://de.wikipedia.org/wiki/Ko%CC%88ln]"},
    {"https://ja.wikipedia.org/wiki/日本語 を",
     "[https://ja.wikipedia.org/wiki/日本語|https://ja.wikipedia.org/wiki/"
     "%E6%97%A5%E6%9C%AC%E8%AA%9E]"},
    {"https://ru.wikipedia.org/wiki/Москва.",
     "[https://ru.wikipedia.org/wiki/Москва|https://ru.wikipedia.org/wiki/"
     "%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0]"},
    {"https://x.org/?q=naïve&r=é#ü",
     "[https://x.org/?q=naïve&r=é#ü|https://x.org/?q=na%C3%AFve&r=%C3%A9#%C3%BC]"},
    {"https://x.org/🚀", "[https://x.org/🚀|https://x.org/%F0%9F%9A%80]"},
    {"https://x.org/𠮷野", "[https://x.org/𠮷野|https://x.org/%F0%A0%AE%B7%E9%87%8E]"},
    {"https://x.org/❤️/a", "[https://x.org/❤️/a|https://x.org/%E2%9D%A4%EF%B8%8F/a]"},
    {"https://zh.wikipedia.org/wiki/你好，李焕英",
     "[https://zh.wikipedia.org/wiki/你好，李焕英|https://zh.wikipedia.org/wiki/"
     "%E4%BD%A0%E5%A5%BD%EF%BC%8C%E6%9D%8E%E7%84%95%E8%8B%B1]"},
    {"https://hi.wikipedia.org/wiki/हिन्दी।",
     "[https://hi.wikipedia.org/wiki/हिन्दी|https://hi.wikipedia.org/wiki/"
     "%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80]"},
    {"https://x.org/a%20b%C3%B6", "[https://x.org/a%20b%C3%B6]"},
    {"https://x.org/100%", "[https://x.org/100%]"},
    {"https://x.org/'a'", "[https://x.org/'a']"},
    {"https://x.org/a~b/c_d-e.f!g$h&i;j=k@l:m,n+o*p",
     "[https://x.org/a~b/c_d-e.f!g$h&i;j=k@l:m,n+o*p]"},
    {"https://youtu.be/dQw4w9WgX_", "[https://youtu.be/dQw4w9WgX_]"},
    {"https://x.org/~", "[https://x.org/~]"},
    {"https://x.org/-", "[https://x.org/-]"},
    {"https://x.org/a=", "[https://x.org/a=]"},
    {"https://x.org//a//", "[https://x.org//a//]"},
    {"https://x.org/a|b", "[https://x.org/a|b]"},
    {"https://x.org/a{b}[c]^d", "[https://x.org/a{b}[c]^d]"},
    {"https://x.org/https://y.org/", "[https://x.org/https://y.org/]"},
    {"https://x.org?a#b?c#d", "[https://x.org?a#b?c#d]"},
    {"https://x.org#a", "[https://x.org#a]"},
};

TEST_CASE("a link opens the whole address that was said, also in other scripts") {
    check(other_scripts);
}

constexpr Line schemes[] = {
    {"Https://x.org/A", "[Https://x.org/A|https://x.org/A]"},
    {"HTTP://X.org", "[HTTP://X.org|http://X.org]"},
    {"hTTpS://x.org", "[hTTpS://x.org|https://x.org]"},
    {"http://x.org", "[http://x.org]"},
    {"xhttp://x.org", ""},
    {"9https://x.org", ""},
    {"shttp://x.org", ""},
    {"git+https://x.org", ""},
    {"coap-https://x.org", ""},
    {"- https://x.org", "[https://x.org]"},
    {"-https://x.org", "[https://x.org]"},
    {"看https://x.org", "[https://x.org]"},
    {"see:https://x.org", "[https://x.org]"},
    {"javascript:alert(1)", ""},
    {"javascript://x.org/%0Aalert(1)", ""},
    {"JavaScript:https", ""},
    {"file:///etc/passwd", ""},
    {"file://x.org/a", ""},
    {"FILE://x.org/a", ""},
    {"ftp://x.org", ""},
    {"mailto:ann@x.org", ""},
    {"mailto://ann@x.org", ""},
    {"data:text/html,<b>", ""},
    {"vbscript://x", ""},
    {"smb://x.org/a", ""},
    {"ssh://x.org", ""},
    {"indaba://x.org:5000/m", ""},
    {"tel:+49", ""},
    {"x.org", ""},
    {"www.x.org", ""},
    {"//x.org", ""},
    {"https:/x.org", ""},
    {"https:x.org", ""},
    {"https//x.org", ""},
    {"https:\\\\x.org", ""},
    {"http://", ""},
    {"https:///", ""},
    {"https:///x.org", ""},
    {"https://?", ""},
    {"https://#", ""},
    {"https:// x.org", ""},
};

TEST_CASE("a scheme is http or https in any case, and begins a word") { check(schemes); }

constexpr Line hosts[] = {
    {"https://köln.de/", "[https://köln.de/|https://xn--kln-sna.de/]"},
    {"https://KÖLN.de/", "[https://KÖLN.de/|https://xn--kln-sna.de/]"},
    {"https://straße.de", "[https://straße.de|https://xn--strae-oqa.de]"},
    {"https://bücher.example:8080/ä",
     "[https://bücher.example:8080/ä|https://xn--bcher-kva.example:8080/%C3%A4]"},
    {"https://例え.テスト/", "[https://例え.テスト/|https://xn--r8jz45g.xn--zckzah/]"},
    {"https://пример.рф", "[https://пример.рф|https://xn--e1afmkfd.xn--p1ai]"},
    {"https://аррӏе.com", "[https://аррӏе.com|https://xn--80ak6aa92e.com]"},
    {"https://xn--kln-sna.de", "[https://xn--kln-sna.de]"},
    {"https://localhost", "[https://localhost]"},
    {"http://localhost:8080/a", "[http://localhost:8080/a]"},
    {"http://127.0.0.1:80", "[http://127.0.0.1:80]"},
    {"http://my_host.lan/", "[http://my_host.lan/]"},
    {"https://x.org./", "[https://x.org./]"},
    {"http://[::1]/", "[http://[::1]/]"},
    {"http://[::1]:8080/a", "[http://[::1]:8080/a]"},
    {"http://[2001:db8::7]", "[http://[2001:db8::7]]"},
    {"(http://[2001:db8::7])", "[http://[2001:db8::7]]"},
    {"http://[1:2:3:4:5:6:7:8]/", "[http://[1:2:3:4:5:6:7:8]/]"},
    {"http://[::ffff:1.2.3.4]/", "[http://[::ffff:1.2.3.4]/]"},
    {"http://[1:2:3]/", ""},
    {"http://[::1", ""},
    {"http://[fe80::1%25eth0]/", ""},
    {"http://[::g]/", ""},
    {"http://[::1.2.3.400]/", ""},
    {"http://[1::2::3]/", ""},
    {"http://[]/", ""},
    {"http://::1/", ""},
    {"https://x.org:65535/", "[https://x.org:65535/]"},
    {"https://x.org:65536/", ""},
    {"https://x.org:999999/", ""},
    {"https://x.org:/", ""},
    {"https://x.org:8o/", ""},
    {"https://x.org:-1/", ""},
    {"https://x.org:", "[https://x.org]"},
    {"https://ann@x.org/", "[https://ann@x.org/]"},
    {"https://ann:pass@x.org:81/", "[https://ann:pass@x.org:81/]"},
    {"https://änn@x.org/", "[https://änn@x.org/|https://%C3%A4nn@x.org/]"},
    {"https://a@b@x.org/", "[https://a@b@x.org/]"},
    {"https://x..org", ""},
    {"https://.x.org", ""},
    {"https://%78.org", ""},
    {"https://x$y.org", ""},
    {"https://x\\y.org", ""},
    {"https://evil.org\\@good.org", ""},
    {"https://a.org,https://b.org", "[https://a.org][https://b.org]"},
    {"https://x.org，见", "[https://x.org]"},
    {"https://x.org。见", "[https://x.org]"},
    {"https://x.org’s", "[https://x.org]"},
};

TEST_CASE("a host is a name, an IPv4 or an IPv6 address; a port is a number up to 65535") {
    check(hosts);
}

constexpr Line spoiled[] = {
    {"https://x.org/a\u202eb", ""},
    {"http://exa\u202emple.org", ""},
    {"https://x.org/a\u200bb", ""},
    {"https://x.org/a\u00adb", ""},
    {"https://x.org\u200b.evil.org", ""},
    {"https://x.org/a\ufeff", ""},
    {"https://x.org/a\u2066b", ""},
    {"https://x.org/a\ufffd", ""},
    {"https://x.org/a\ue001b", ""},
    {"https://x.org/a\xff", ""},
    {"https://x.org/a\\b", ""},
    {"https://x.org/\\u{202e}", ""},
    {"https://x.org/a\x01", "[https://x.org/a]"},
    {"https://x.org/a\tb", "[https://x.org/a]"},
    {"https://x.org/a\nhttps://y.org", "[https://x.org/a][https://y.org]"},
    {"https://x.org/a\u00a0b", "[https://x.org/a]"},
    {"https://x.org/a\u3000b", "[https://x.org/a]"},
    {"https://x.org/a\u2028b", "[https://x.org/a]"},
    {"\xff https://x.org/a", "[https://x.org/a]"},
    {"\t\u202e https://x.org/a", "[https://x.org/a]"},
    {"👩\u200d💻 ❤️ https://x.org/a", "[https://x.org/a]"},
};

TEST_CASE("an address with an invisible or invalid character is no link") { check(spoiled); }

constexpr Line surrounded[] = {
    {"(see https://en.wikipedia.org/wiki/Foo_(bar))", "[https://en.wikipedia.org/wiki/Foo_(bar)]"},
    {"https://en.wikipedia.org/wiki/Foo_(bar)", "[https://en.wikipedia.org/wiki/Foo_(bar)]"},
    {"https://x.org/a)b", "[https://x.org/a)b]"},
    {"https://x.org/(a", "[https://x.org/(a]"},
    {"[text](https://x.org/a)", "[https://x.org/a]"},
    {"[text](https://x.org/a_(b)).", "[https://x.org/a_(b)]"},
    {"[https://x.org/a](https://y.org/b)", "[https://x.org/a][https://y.org/b]"},
    {"[https://x.org](https://y.org)", "[https://x.org][https://y.org]"},
    {"![img](https://x.org/a.png)!", "[https://x.org/a.png]"},
    {"<https://x.org/a>", "[https://x.org/a]"},
    {"<a href=\"https://x.org/a\">x</a>", "[https://x.org/a]"},
    {"`https://x.org/a`", "[https://x.org/a]"},
    {"**https://x.org/a**", "[https://x.org/a]"},
    {"*see https://x.org/a*", "[https://x.org/a]"},
    {"_https://x.org/a_", "[https://x.org/a]"},
    {"~https://x.org/a~", "[https://x.org/a]"},
    {"**https://x.org**", "[https://x.org]"},
    {"|https://x.org|https://y.org|", "[https://x.org][https://y.org]"},
    {"it's 'https://x.org/a'", "[https://x.org/a]"},
    {"https://x.org/a?)", "[https://x.org/a]"},
    {"https://x.org/a...", "[https://x.org/a]"},
    {"https://x.org/a?b=(c)&d=[e]", "[https://x.org/a?b=(c)&d=[e]]"},
    {"https://x.org/a—and", "[https://x.org/a—and|https://x.org/a%E2%80%94and]"},
    {"{https://x.org/a}", "[https://x.org/a]"},
};

TEST_CASE("punctuation and brackets around an address do not belong to it") {
    check(surrounded);
    constexpr const char* addresses[] = {"https://x.org", "http://x.org/a", "https://x.org/a_(b)",
                                         "https://x.org:81/?q=1#f", "http://[::1]/"};
    struct Around {
        const char *before, *after;
    };
    constexpr Around signs[] = {
        {"", "."},    {"", ","},    {"", ";"},    {"", ":"},    {"", "!"},    {"", "?"},
        {"", "?!"},   {"", "。"},   {"", "、"},   {"", "…"},    {"", "؟"},    {"", "،"},
        {"", "।"},    {"(", ")"},   {"(", ")."},  {"[", "]"},   {"{", "}"},   {"<", ">"},
        {"\"", "\""}, {"'", "'"},   {"“", "”"},   {"„", "“"},   {"«", "»"},   {"»", "«"},
        {"‘", "’"},   {"「", "」"}, {"『", "』"}, {"【", "】"}, {"（", "）"}, {"《", "》。"},
        {"‹", "›"},   {"((", "))"},
    };
    for (const char* address : addresses)
        for (const Around& sign : signs) {
            const std::string said = std::string("a ") + sign.before + address + sign.after + " b";
            CHECK_MESSAGE(links_in(said) == "[" + std::string(address) + "]", said);
        }
}

TEST_CASE("an address that is too long is no link, and costs no time") {
    CHECK(links_in("http://x.org/" + std::string(3000, 'a')).empty());
    CHECK(links_in("http://x.org/" + std::string(2035, 'a')).size() == 2048 + 2);
    CHECK(links_in("http://x.org/" + std::string(2036, 'a')).empty());
    CHECK(links_in("http://" + std::string(64, 'a') + ".org").empty());
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "http://";
    CHECK(links_in(many).empty());
    CHECK(links_in(many + " http://a.b") == "[http://a.b]");
}

TEST_CASE("what cannot be a link is not opened") {
    for (const char* url :
         {"", "http", "https://", "Https://x.org", "https://x.org.", "https://köln.de",
          "https://x.org/ä", " https://x.org", "https://x.org a", "-https://x.org",
          "file:///etc/passwd", "javascript:alert(1)", "https://x.org/\"", "https://x.org\n",
          "https://a.org,https://b.org", "--help"})
        CHECK_MESSAGE(!is_web_link(url), url);
}
