#include "common/base/private_access_windows.hpp"

#include <aclapi.h>
#include <fmt/format.h>
#include <sddl.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include "common/base/error_windows.hpp"
#include "common/base/wide_text_windows.hpp"

namespace indaba {
namespace {

[[noreturn]] void fail_identity() {
    throw std::runtime_error(fmt::format("Windows does not say who runs this program: {}.",
                                         error_text(::GetLastError())));
}

/// The SID of the user who runs the program.
class User {
 public:
    User() {
        HANDLE token = nullptr;
        if (!::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token)) fail_identity();
        DWORD size = 0;
        const bool known =
            ::GetTokenInformation(token, TokenUser, bytes_.data(), max_size, &size) != 0;
        ::CloseHandle(token);
        if (!known) fail_identity();
    }
    PSID sid() const { return reinterpret_cast<const TOKEN_USER*>(bytes_.data())->User.Sid; }

 private:
    static constexpr DWORD max_size = sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE;
    alignas(TOKEN_USER) std::array<std::byte, max_size> bytes_{};
};

const User& user() {
    static const User one;
    return one;
}

std::wstring text_of(PSID sid) {
    wchar_t* text = nullptr;
    if (!::ConvertSidToStringSidW(sid, &text)) return L"S-1-0-0";
    const std::wstring copy = text;
    ::LocalFree(text);
    return copy;
}

bool is_trusted(PSID sid) {
    if (::EqualSid(sid, user().sid())) return true;
    constexpr std::array trusted{WinLocalSystemSid, WinBuiltinAdministratorsSid, WinCreatorOwnerSid,
                                 WinCreatorOwnerRightsSid};
    return std::any_of(trusted.begin(), trusted.end(), [&](WELL_KNOWN_SID_TYPE known) {
        return ::IsWellKnownSid(sid, known) != 0;
    });
}

std::string name_of(PSID sid) {
    wchar_t name[256], domain[256];
    DWORD name_size = 256, domain_size = 256;
    SID_NAME_USE use{};
    if (!::LookupAccountSidW(nullptr, sid, name, &name_size, domain, &domain_size, &use))
        return from_wide(text_of(sid));
    return from_wide(std::wstring_view(name, name_size));
}

const ForeignAccess everyone{"Everyone", "*S-1-1-0"};

void add(const ForeignAccess& foreign, std::vector<ForeignAccess>& to) {
    const bool is_known = std::any_of(
        to.begin(), to.end(), [&](const ForeignAccess& one) { return one.sid == foreign.sid; });
    if (!is_known) to.push_back(foreign);
}

void examine(void* entry, std::vector<ForeignAccess>& found) {
    const auto& header = *static_cast<const ACE_HEADER*>(entry);
    if ((header.AceFlags & INHERIT_ONLY_ACE) != 0) return;
    switch (header.AceType) {
        case ACCESS_DENIED_ACE_TYPE:
        case ACCESS_DENIED_CALLBACK_ACE_TYPE:
        case ACCESS_DENIED_OBJECT_ACE_TYPE:
        case ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE:
            return;  // takes access away
        case ACCESS_ALLOWED_ACE_TYPE:
        case ACCESS_ALLOWED_CALLBACK_ACE_TYPE:  // begins as the plain one
            break;
        default:
            return add(everyone, found);
    }
    auto& allowed = *static_cast<ACCESS_ALLOWED_ACE*>(entry);
    const PSID sid = &allowed.SidStart;
    if (allowed.Mask == 0 || is_trusted(sid)) return;
    add({name_of(sid), "*" + from_wide(text_of(sid))}, found);
}

}  // namespace

PrivateAccess::PrivateAccess(To to) {
    const std::wstring sid = text_of(user().sid());
    const std::wstring inherited = to == To::directory ? L"OICI" : L"";
    // P: nothing is inherited from the directory above.
    const std::wstring text =
        L"O:" + sid + L"D:P(A;" + inherited + L";FA;;;" + sid + L")(A;" + inherited + L";FA;;;SY)";
    attributes_.nLength = sizeof attributes_;
    if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(
            text.c_str(), SDDL_REVISION_1, &attributes_.lpSecurityDescriptor, nullptr))
        fail_identity();
}

PrivateAccess::~PrivateAccess() { ::LocalFree(attributes_.lpSecurityDescriptor); }

unsigned long find_foreign_access(HANDLE file, std::vector<ForeignAccess>& found) {
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR owner_of_list = nullptr;
    const DWORD error = ::GetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                          nullptr, &list, nullptr, &owner_of_list);
    if (error != ERROR_SUCCESS) return error;
    if (!list) add(everyone, found);  // no list: everybody may do everything
    for (WORD i = 0; list && i < list->AceCount; ++i) {
        void* entry = nullptr;
        if (::GetAce(list, i, &entry))
            examine(entry, found);
        else
            add(everyone, found);
    }
    ::LocalFree(owner_of_list);
    return ERROR_SUCCESS;
}

std::string own_sid() { return "*" + from_wide(text_of(user().sid())); }

}  // namespace indaba
