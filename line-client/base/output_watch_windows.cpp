#include "line-client/base/output_watch_windows.hpp"

#include <thread>

#include "common/base/windows_api_windows.hpp"
// Needs what stands above.
#include <winternl.h>

namespace indaba::line {
namespace {

constexpr DWORD look_again_ms = 1'000;

/// What Windows knows of one end of a pipe; FILE_PIPE_LOCAL_INFORMATION of its driver kit.
struct PipeState {
    ULONG type, configuration, max_instances, instances, in_quota, readable, out_quota, writable;
    ULONG state, end;
};

enum class Reader { there, gone, unknown };

/// Returns whether the other end of the pipe is open; unknown when this is no pipe.
Reader reader_of(HANDLE pipe) {
    using Query = NTSTATUS(NTAPI*)(HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int);
    static const auto query = reinterpret_cast<Query>(reinterpret_cast<void*>(
        ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "NtQueryInformationFile")));
    constexpr int local_information = 24;  // FilePipeLocalInformation
    constexpr ULONG connected = 3;         // FILE_PIPE_CONNECTED_STATE
    PipeState pipe_state{};
    IO_STATUS_BLOCK status{};
    if (!query || query(pipe, &status, &pipe_state, sizeof pipe_state, local_information) < 0)
        return Reader::unknown;
    return pipe_state.state == connected ? Reader::there : Reader::gone;
}

}  // namespace

OutputWatch::OutputWatch(void* output) {
    if (::GetFileType(output) != FILE_TYPE_PIPE || reader_of(output) == Reader::unknown) return;
    gone_ = std::make_unique<WakeupPipe>();
    std::thread(&OutputWatch::run, this, output).detach();
}

void OutputWatch::run(void* output) const {
    while (reader_of(output) == Reader::there) ::Sleep(look_again_ms);
    gone_->signal();
}

}  // namespace indaba::line
