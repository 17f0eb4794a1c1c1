/// Keys that pass the handshake, and keys that do not.
#include "broker/handshake/admission.hpp"

#include <doctest/doctest.h>

#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

const Account ann = indaba::test::account(1), bob = indaba::test::account(2),
              guest = indaba::test::account(3);

Standing standing(const Account& account, bool allowed, bool banned) {
    return {account, allowed, banned, false, 0};
}

Admission admission_with(Access access) {
    return Admission(access, {{*parse_address("203.0.113.0"), 96 + 24}});
}

}  // namespace

TEST_SUITE("admission") {
    TEST_CASE("nearby means loopback, a private address or an attached network") {
        const Admission admission = admission_with(Access::nearby);
        for (const char* near :
             {"127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255",
              "192.168.7.7", "169.254.1.1", "fe80::1%eth0", "fd12::1", "::ffff:10.0.0.1",
              "::ffff:127.0.0.1", "203.0.113.200"}) {
            CAPTURE(near);
            CHECK(admission.judge(ann, near, 0) == Admitted::account);
        }
        for (const char* far :
             {"8.8.8.8", "172.32.0.1", "172.15.0.1", "192.169.0.1", "11.0.0.1", "2001:db8::1",
              "::ffff:8.8.8.8", "203.0.114.1", "fec0::1", "", "x"}) {
            CAPTURE(far);
            CHECK(admission.judge(ann, far, 0) == Admitted::no);
        }
    }

    TEST_CASE("each access mode admits the keys it documents") {
        struct Case {
            Access access;
            Admitted near, far, allowed;
        };
        for (const Case& each :
             {Case{Access::open, Admitted::account, Admitted::account, Admitted::account},
              Case{Access::nearby, Admitted::account, Admitted::no, Admitted::account},
              Case{Access::invite, Admitted::no, Admitted::no, Admitted::account},
              Case{Access::closed, Admitted::no, Admitted::no, Admitted::account}}) {
            Admission admission = admission_with(each.access);
            admission.put(standing(bob, true, false));
            CHECK(admission.judge(ann, "127.0.0.1", 0) == each.near);
            CHECK(admission.judge(ann, "8.8.8.8", 0) == each.far);
            CHECK(admission.judge(bob, "8.8.8.8", 0) == each.allowed);
        }
    }

    TEST_CASE("a ban wins over the allow-list in every access mode until it is lifted") {
        for (const Access access : {Access::open, Access::nearby, Access::invite, Access::closed}) {
            Admission admission = admission_with(access);
            admission.put(standing(ann, true, true));
            CHECK(admission.judge(ann, "127.0.0.1", 0) == Admitted::no);
            admission.put(standing(ann, true, false));
            CHECK(admission.judge(ann, "127.0.0.1", 0) == Admitted::account);
        }
    }

    TEST_CASE("an invite's key is admitted until it is used up or expires") {
        Admission admission = admission_with(Access::invite);
        admission.put(Invite{guest, 2, 1000});
        CHECK(admission.judge(guest, "8.8.8.8", 999) == Admitted::invite);
        CHECK(admission.judge(guest, "8.8.8.8", 1000) == Admitted::no);
        admission.put(Invite{guest, 0, 0});
        CHECK(admission.judge(guest, "8.8.8.8", 0) == Admitted::no);
        admission.put(Invite{guest, 1, 0});
        CHECK(admission.judge(guest, "8.8.8.8", WallMs{1} << 60) == Admitted::invite);
    }

    TEST_CASE(
        "a closed broker rejects invites, and an invite's key is never admitted as an account") {
        for (const Access access : {Access::open, Access::nearby, Access::invite, Access::closed}) {
            Admission admission = admission_with(access);
            admission.put(Invite{guest, 1, 0});
            const Admitted found = admission.judge(guest, "127.0.0.1", 0);
            CHECK(found == (access == Access::closed ? Admitted::no : Admitted::invite));
        }
    }
}
