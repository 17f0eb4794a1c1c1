#include "tests/support/child_task.hpp"

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <thread>
#include <utility>

namespace indaba::test {

namespace {

constexpr std::chrono::seconds child_lives{30};

}  // namespace

std::string Parent::told() {
    std::string line;
    if (!std::getline(std::cin, line)) std::_Exit(1);
    return line;
}

void Parent::send(std::string_view text) { std::cout << text << std::flush; }

ChildTask::ChildTask(const char* name, Function function)
    : name_(name), function_(function), next_(std::exchange(newest(), this)) {}

const ChildTask*& ChildTask::newest() {
    static const ChildTask* task = nullptr;
    return task;
}

std::filesystem::path& ChildTask::program() {
    static std::filesystem::path file;
    return file;
}

void ChildTask::set_program(std::filesystem::path file) { program() = std::move(file); }

int ChildTask::run(std::string_view name) {
    std::thread([] {
        std::this_thread::sleep_for(child_lives);
        std::_Exit(1);
    }).detach();
    for (const ChildTask* task = newest(); task; task = task->next_) {
        if (task->name_ != name) continue;
        try {
            Parent parent;
            task->function_(parent);
            return 0;
        } catch (const std::exception& error) {
            std::cerr << "child " << name << ": " << error.what() << '\n';
            return 1;
        }
    }
    std::cerr << "There is no task " << name << ".\n";
    return 1;
}

}  // namespace indaba::test
