"""The good client of good_client.py as a process of its own beside the attacks."""

import json
import os
import select
import subprocess
import sys

SAY_EVERY_MS = 5
ANSWERS_WITHIN_S = 180  # at the end they read the whole history
# The good client posts hundreds of times a second, and the attackers are refused often.
LIMITS = ["--limit", "posts=1000+400/s", "--limit", "bytes=off", "--limit", "wasted-messages=2000+200/s"]


class BackgroundClient:
    """Runs good_client.py and talks to it over pipes."""

    def __init__(self, broker):
        here = os.path.dirname(os.path.abspath(__file__))
        self.child = subprocess.Popen(
            [sys.executable, os.path.join(here, "good_client.py"), str(broker.port),
             broker.key.hex() if broker.key else "plain", str(SAY_EVERY_MS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self._line() != b"joined\n":
            raise RuntimeError("the good client did not join")
        self.known = 0

    def _line(self):
        if not select.select([self.child.stdout], [], [], ANSWERS_WITHIN_S)[0]:
            raise RuntimeError("the good client does not answer")
        return self.child.stdout.readline()

    def report(self, order="report"):
        """Returns the good client's figures since the last report; `faults` are the new ones."""
        self.child.stdin.write(order.encode() + b"\n")
        self.child.stdin.flush()
        result = json.loads(self._line() or b'{"faults": ["the good client has ended"], "count": 0}')
        result["faults"], self.known = result["faults"][self.known:], len(result["faults"])
        return result

    def end(self):
        result = self.report("end")
        self.close()
        return result["faults"]

    def close(self):
        if self.child.stdin.closed:
            return
        self.child.kill()
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()
