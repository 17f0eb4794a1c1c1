"""The people of the run: indaba-load with its clients, and what it has written about each of them."""

import collections
import json
import os
import subprocess
import time

JOIN_S = 60
END_S = 180


class Load:
    def __init__(self, programs, directory, link, options):
        self._events = os.path.join(directory, "events")
        self._report = os.path.join(directory, "report")
        self._clients, self._writers = options.clients, options.writers
        with open(self._report, "wb") as report:
            self._child = subprocess.Popen(
                [os.path.join(programs, "indaba-load"), "--server", link, "--clients", str(options.clients), "--senders",
                 str(options.writers), "--rate", str(options.rate), "--seconds", str(options.seconds), "--patience", "60",
                 "--openings", "1000",  # people wait for nobody
                 "--events", self._events, "--json"], stdin=subprocess.DEVNULL, stdout=report, stderr=report)
        self._wait_until_all_have_joined()
        self.ends_at = time.monotonic() + options.seconds

    def _wait_until_all_have_joined(self):
        end = time.monotonic() + JOIN_S
        while sum(event["event"] == "ready" for event in self.events()) < self._clients:
            if time.monotonic() > end or self._child.poll() is not None:
                with open(self._report, encoding="utf-8") as report:
                    raise RuntimeError(f"Not all clients joined: {report.read()}")
            time.sleep(0.1)

    def events(self):
        """Returns all that was written until now; times in seconds of the steady clock."""
        if not os.path.exists(self._events):
            return []
        with open(self._events, encoding="utf-8") as file:
            events = [json.loads(line) for line in file if line.endswith("\n")]
        for event in events:
            event["at"] /= 1e6
            if "posted" in event:
                event["posted"] /= 1e6
        return events

    def writers_by_endpoint(self):
        """Returns how many writers each endpoint has now."""
        endpoints = {}
        for event in self.events():
            if event["event"] in ("ready", "lost") and event["client"] < self._writers:
                endpoints[event["client"]] = event["endpoint"] if event["event"] == "ready" else None
        return collections.Counter(endpoint for endpoint in endpoints.values() if endpoint)

    def report(self):
        """Waits for the end, and returns the report of indaba-load."""
        self._child.wait(END_S)
        with open(self._report, encoding="utf-8") as report:
            text = report.read()
        try:
            return json.loads(text)
        except ValueError:
            raise RuntimeError(f"indaba-load ended with {self._child.returncode}: {text}") from None

    def close(self):
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait()
