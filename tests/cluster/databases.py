"""A PostgreSQL primary and its synchronous standby, for a run that ends them again and again."""

import os
import queue
import re
import subprocess
import threading

ANSWER_S = 120


class Databases:
    """The program postgresql_pair_for_tests; its first comment lists what can be said to it."""

    def __init__(self, programs):
        self._child = subprocess.Popen([os.path.join(programs, "postgresql_pair_for_tests")], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._answers = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.connection = self._for_brokers(self("database"))

    def _for_brokers(self, connection):
        """Makes a role that may do what README asks for, and no more. Returns the connection string with it."""
        name = re.search(r"dbname=(\S+)", connection).group(1)
        self(f"primary sql CREATE ROLE brokers LOGIN; GRANT CREATE ON DATABASE {name} TO brokers; "
             "GRANT pg_read_all_stats TO brokers; SELECT 'done'")
        return connection.replace("user=indaba", "user=brokers")

    def _read(self):
        for line in self._child.stdout:
            self._answers.put(line.rstrip("\n"))
        self._answers.put(None)

    def begin(self, command):
        """Says a command whose answer is taken by end()."""
        self._child.stdin.write(command + "\n")
        self._child.stdin.flush()

    def end(self, command):
        try:
            answer = self._answers.get(timeout=ANSWER_S)
        except queue.Empty:
            raise RuntimeError(f"{command}: no answer within {ANSWER_S} s") from None
        if answer is None:
            raise RuntimeError(f"{command}: the program of the databases has ended")
        return answer

    def __call__(self, command):
        self.begin(command)
        return self.end(command)

    def close(self):
        self._child.stdin.close()
        try:
            self._child.wait(ANSWER_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
