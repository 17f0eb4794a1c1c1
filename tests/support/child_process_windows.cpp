#include <windows.h>

#include <stdexcept>

#include "tests/support/child_process.hpp"

namespace indaba::test {

namespace {

/// The exit code of a process that was killed. No program of ours returns it.
constexpr UINT killed_code = 0x4B494C4C;

/// Owns a handle.
class Handle {
 public:
    Handle() = default;
    ~Handle() { close(); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    void close() {
        if (handle_) ::CloseHandle(handle_);
        handle_ = nullptr;
    }
    HANDLE get() const { return handle_; }
    HANDLE* out() { return &handle_; }

 private:
    HANDLE handle_ = nullptr;
};

/// Makes a pipe, of which a child inherits `theirs` only.
void make_pipe(Handle& reading, Handle& writing, const Handle& theirs) {
    if (!::CreatePipe(reading.out(), writing.out(), nullptr, 0) ||
        !::SetHandleInformation(theirs.get(), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
        throw std::runtime_error("There is no pipe.");
}

/// The handles that one child inherits, and no other: a second child with the end of a pipe would
/// keep it open.
class Inherited {
 public:
    explicit Inherited(std::vector<HANDLE> handles) : handles_(std::move(handles)) {
        SIZE_T size = 0;
        ::InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        memory_.resize(size);
        if (!::InitializeProcThreadAttributeList(list(), 1, 0, &size) ||
            !::UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                         handles_.data(), handles_.size() * sizeof(HANDLE), nullptr,
                                         nullptr))
            throw std::runtime_error("The handles of a child cannot be named.");
    }
    ~Inherited() { ::DeleteProcThreadAttributeList(list()); }
    Inherited(const Inherited&) = delete;
    Inherited& operator=(const Inherited&) = delete;
    LPPROC_THREAD_ATTRIBUTE_LIST list() {
        return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
    }

 private:
    std::vector<HANDLE> handles_;
    std::vector<char> memory_;
};

}  // namespace

struct ChildProcess::System {
    Handle input, output;  // the parent's ends
    Handle process;
    int code = 0;
};

ChildProcess::ChildProcess(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments)
    : system_(std::make_unique<System>()) {
    Handle their_input, their_output;
    make_pipe(their_input, system_->input, their_input);
    make_pipe(system_->output, their_output, their_output);
    std::wstring line = L'"' + program.wstring() + L'"';
    for (const std::string& argument : arguments)
        line += L' ' + std::wstring(argument.begin(), argument.end());
    Inherited inherited({their_input.get(), their_output.get()});
    STARTUPINFOEXW start{};
    start.StartupInfo.cb = sizeof start;
    start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    start.StartupInfo.hStdInput = their_input.get();
    start.StartupInfo.hStdOutput = their_output.get();
    start.lpAttributeList = inherited.list();
    PROCESS_INFORMATION made{};
    if (!::CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE,
                          EXTENDED_STARTUPINFO_PRESENT, nullptr, nullptr, &start.StartupInfo,
                          &made))
        throw std::runtime_error("A child cannot be started.");
    ::CloseHandle(made.hThread);
    *system_->process.out() = made.hProcess;
}

ChildProcess::~ChildProcess() { kill(); }

void ChildProcess::write(std::string_view text) {
    DWORD written = 0;
    if (!::WriteFile(system_->input.get(), text.data(), static_cast<DWORD>(text.size()), &written,
                     nullptr) ||
        written != text.size())
        throw std::runtime_error("The child is gone.");
}

std::string ChildProcess::read(std::size_t length) {
    std::string text(length, '\0');
    std::size_t got = 0;
    for (DWORD more = 0; got < length; got += more)
        if (!::ReadFile(system_->output.get(), text.data() + got, static_cast<DWORD>(length - got),
                        &more, nullptr) ||
            more == 0)
            break;
    text.resize(got);
    return text;
}

void ChildProcess::kill() {
    if (system_->process.get()) ::TerminateProcess(system_->process.get(), killed_code);
    wait();
}

int ChildProcess::wait() {
    if (!system_->process.get()) return system_->code;
    ::WaitForSingleObject(system_->process.get(), INFINITE);
    DWORD code = 0;
    ::GetExitCodeProcess(system_->process.get(), &code);
    system_->process.close();
    system_->code = code == killed_code ? killed : static_cast<int>(code);
    return system_->code;
}

void kill_this_process() {
    ::TerminateProcess(::GetCurrentProcess(), killed_code);
    ::ExitProcess(1);  // never reached
}

}  // namespace indaba::test
