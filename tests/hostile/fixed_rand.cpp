/// Preloaded into the broker under attack, so that the test knows the routing ids: libzmq takes the
/// first one from rand(). The broker itself has no hook for this.
extern "C" int rand() { return 0x1000; }
