/// Loaded into a broker under attack, so that the attackers know what no attacker can: libzmq
/// begins its routing ids at what rand() says. The broker itself has no hook for this.
extern "C" int rand() { return 0x1000; }
