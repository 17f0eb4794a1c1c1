"""People who want the same name, or a room of the same title, at the same moment through different brokers."""

import os
import re
import subprocess
import threading

PERIOD_S = 3
CLIENT_S = 30


class Races:
    """Runs a race for a name and one for a title every few seconds, until close(). A client that meets a fault gives up."""

    def __init__(self, programs, directory, brokers):
        self._program = os.path.join(programs, "indaba-cli")
        self._directory = os.path.join(directory, "races")
        self._brokers = brokers
        self.names = []   # (name, account): who was told to have a name
        self.titles = []  # titles, once for each who was told to have made the room
        self.number = 0
        self._end = threading.Event()
        os.mkdir(self._directory)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._end.wait(PERIOD_S):
            self.number += 1
            runners = [threading.Thread(target=run, args=(self.number, broker)) for broker in self._brokers.all
                       for run in (self._race_for_name, self._race_for_title)]
            for each in runners:
                each.start()
            for each in runners:
                each.join()

    def _client(self, broker, name, home, *words, typed=""):
        """Returns what the client has printed; nothing if it failed."""
        try:
            done = subprocess.run([self._program, "--server", self._brokers.link_of(broker), "--home", home, "--name", name, *words],
                                  input=typed, capture_output=True, text=True, timeout=CLIENT_S, check=False)
        except subprocess.TimeoutExpired:
            return None
        return done.stdout if done.returncode == 0 else None

    def _race_for_name(self, number, broker):
        name, home = f"race-{number}", os.path.join(self._directory, f"name-{number}-{broker.number}")
        if self._client(broker, name, home, "who") is not None:
            shown = subprocess.run([self._program, "--home", home, "key", "show"], capture_output=True, text=True, timeout=CLIENT_S,
                                   check=True)
            self.names.append((name, re.search("[0-9a-f]{64}", shown.stdout).group(0)))

    def _race_for_title(self, number, broker):
        title, home = f"race-{number}", os.path.join(self._directory, f"title-{number}-{broker.number}")
        said = self._client(broker, f"racer-{number}-{broker.number}", home, "chat", typed=f"/create {title}\n")
        if said and f"You are in #{title} now" in said:
            self.titles.append(title)

    def faults(self, names, rooms):
        """`names` is who has each name by the journal, `rooms` has the titles of its rooms."""
        wrong = [f"two were told to have the name {name}" for name, account in self.names if names.get(name) != account]
        wrong += [f"two were told to have made #{title}" for title in set(self.titles)
                  if self.titles.count(title) != 1 or rooms.count(title) != 1]
        return wrong

    def close(self):
        self._end.set()
        self._thread.join()
