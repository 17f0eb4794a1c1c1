/// Types its arguments, UTF-16 in hexadecimal digits, into the window in front: by characters, as
/// programs for speech and handwriting do, and not by keys.
#include <cstdlib>

#include "common/base/windows_api_windows.hpp"

int main(int count, char** arguments) {
    for (int i = 1; i < count; ++i) {
        INPUT press{};
        press.type = INPUT_KEYBOARD;
        press.ki.wScan = static_cast<WORD>(std::strtoul(arguments[i], nullptr, 16));
        press.ki.dwFlags = KEYEVENTF_UNICODE;
        INPUT both[]{press, press};
        both[1].ki.dwFlags |= KEYEVENTF_KEYUP;
        if (::SendInput(2, both, sizeof(INPUT)) != 2) return 1;
    }
    return 0;
}
