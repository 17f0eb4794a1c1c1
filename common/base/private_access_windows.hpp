#pragma once
/// Says who may open a file or a directory of this user. What the program makes lets in the user
/// and SYSTEM alone, whatever the directory above grants. What others made is accepted as private
/// when its list of access grants nothing to anyone but
///   * the user who runs the program,
///   * SYSTEM and the group Administrators, who can take every file anyway,
///   * CREATOR OWNER and OWNER RIGHTS, which stand for the owner.
#include <string>
#include <vector>

#include "common/base/windows_api_windows.hpp"

namespace indaba {

/// The attributes for CreateFileW and CreateDirectoryW: the user and SYSTEM may do everything,
/// nobody else anything. In a directory, what is made later inherits that.
class PrivateAccess {
 public:
    enum class To { file, directory };
    /// Throws std::runtime_error when Windows does not say who runs the program.
    explicit PrivateAccess(To to);
    ~PrivateAccess();
    PrivateAccess(const PrivateAccess&) = delete;
    PrivateAccess& operator=(const PrivateAccess&) = delete;
    SECURITY_ATTRIBUTES* attributes() { return &attributes_; }

 private:
    SECURITY_ATTRIBUTES attributes_{};
};

/// Somebody else who may open a file. `name` is for people ("Everyone"), `sid` is understood by
/// icacls ("*S-1-1-0").
struct ForeignAccess {
    std::string name;
    std::string sid;
};

/// Returns all others whom the file grants something: empty for a private file. An entry of an
/// unknown kind counts as everyone, and so does a file system that keeps no such list. `file` is
/// open with READ_CONTROL. Returns an error of Windows when that cannot be read.
unsigned long find_foreign_access(HANDLE file, std::vector<ForeignAccess>& found);

/// Returns the user who runs the program as icacls understands it: "*S-1-5-21-...".
std::string own_sid();

}  // namespace indaba
