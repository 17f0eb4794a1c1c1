/// Guarantees that the destructors of thread_local objects run before their memory is freed. MinGW
/// keeps that memory and the list of destructors under two keys of the thread library, which frees
/// them in the order in which the keys were made (https://gcc.gnu.org/PR83562). So the key of the
/// destructors is made here, before the program has touched any thread_local object. Linked into
/// each program by common/CMakeLists.txt.

extern "C" int __cxa_thread_atexit(void (*destructor)(void*), void* object, void* library);

namespace {

void destroy_nothing(void*) {}

__attribute__((constructor(101))) void make_key_first() {
    __cxa_thread_atexit(destroy_nothing, nullptr, nullptr);
}

}  // namespace

extern "C" {
extern const int indaba_thread_locals;
const int indaba_thread_locals = 1;  // for the linker
}
