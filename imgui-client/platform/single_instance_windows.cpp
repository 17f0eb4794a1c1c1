#include "imgui-client/platform/single_instance.hpp"

#include <atomic>
#include <exception>
#include <string>

#include "common/base/private_access_windows.hpp"
#include "common/base/wakeup_pipe.hpp"
#include "common/base/windows_api_windows.hpp"

namespace indaba::ui {
namespace fs = std::filesystem;
namespace {

constexpr DWORD answer_timeout_ms = 1000;

/// Owns a handle; null is none.
class Handle {
 public:
    explicit Handle(HANDLE handle) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
    ~Handle() {
        if (handle_) ::CloseHandle(handle_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    HANDLE get() const { return handle_; }
    explicit operator bool() const { return handle_ != nullptr; }

 private:
    HANDLE handle_;
};

/// Returns a name for the directory itself, the same for each spelling of its path; empty when it
/// cannot be opened. Names with "Local" belong to one session: a window can come to the front in
/// its own only.
std::wstring name_of(const fs::path& home) {
    constexpr DWORD others = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    const Handle directory(::CreateFileW(home.c_str(), FILE_READ_ATTRIBUTES, others, nullptr,
                                         OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    BY_HANDLE_FILE_INFORMATION about{};
    if (!directory || !::GetFileInformationByHandle(directory.get(), &about)) return {};
    return L"Local\\indaba-" + std::to_wstring(about.dwVolumeSerialNumber) + L"-" +
           std::to_wstring(about.nFileIndexHigh) + L"-" + std::to_wstring(about.nFileIndexLow);
}

/// Returns an event that only this user can open; null when Windows grants none.
HANDLE make_event(const std::wstring& name, bool stays_set) {
    if (name.empty()) return nullptr;
    try {
        PrivateAccess access(PrivateAccess::To::file);
        return ::CreateEventW(access.attributes(), stays_set ? TRUE : FALSE, FALSE, name.c_str());
    } catch (const std::exception&) {
        return nullptr;
    }
}

std::wstring call_of(const std::wstring& name) { return name.empty() ? name : name + L"-call"; }
std::wstring answer_of(const std::wstring& name) { return name.empty() ? name : name + L"-answer"; }

}  // namespace

/// The thread pool waits for the call and signals the pipe, which the window's loop can watch.
struct SingleInstance::State {
    explicit State(const std::wstring& name)
        : call(make_event(call_of(name), false)), answer(make_event(answer_of(name), true)) {
        if (call && answer &&
            !::RegisterWaitForSingleObject(&waiting, call.get(), on_call, this, INFINITE,
                                           WT_EXECUTEINWAITTHREAD))
            waiting = nullptr;
    }
    ~State() {
        if (waiting) ::UnregisterWaitEx(waiting, INVALID_HANDLE_VALUE);  // waits for on_call()
    }

    static void CALLBACK on_call(void* self, BOOLEAN) {
        static_cast<State*>(self)->called = true;
        static_cast<State*>(self)->pipe.signal();
    }

    Handle call, answer;
    WakeupPipe pipe;
    std::atomic<bool> called = false;
    HANDLE waiting = nullptr;
};

SingleInstance::SingleInstance(const fs::path& home)
    : state_(std::make_unique<State>(name_of(home))) {}
SingleInstance::~SingleInstance() = default;

Descriptor SingleInstance::descriptor() const {
    return state_->waiting ? state_->pipe.descriptor() : -1;
}

bool SingleInstance::answer_activations() {
    if (!state_->waiting) return false;
    state_->pipe.clear();
    if (!state_->called.exchange(false)) return false;
    ::SetEvent(state_->answer.get());
    return true;
}

/// The answer stays set for all that wait for it. One that is left from an earlier call is reset
/// first; each call is answered after that.
bool activate_running_instance(const fs::path& home) {
    const std::wstring name = name_of(home);
    if (name.empty()) return false;
    constexpr DWORD may_set = EVENT_MODIFY_STATE, may_wait = SYNCHRONIZE;
    const Handle call(::OpenEventW(may_set, FALSE, call_of(name).c_str()));
    const Handle answer(::OpenEventW(may_set | may_wait, FALSE, answer_of(name).c_str()));
    if (!call || !answer) return false;
    ::AllowSetForegroundWindow(ASFW_ANY);  // else Windows lets the other one only blink
    ::ResetEvent(answer.get());
    ::SetEvent(call.get());
    return ::WaitForSingleObject(answer.get(), answer_timeout_ms) == WAIT_OBJECT_0;
}

}  // namespace indaba::ui
