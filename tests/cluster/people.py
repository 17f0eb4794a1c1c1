"""What the clients of a run have seen, from the events of indaba-load."""

import bisect
import collections


class People:
    def __init__(self, events):
        self.receipts = [event for event in events if event["event"] == "receipt"]
        self._seen = [event for event in events if event["event"] == "seen"]
        self._connections = collections.defaultdict(list)  # by client: (time, endpoint, or None when it was lost)
        for event in events:
            if event["event"] in ("ready", "lost"):
                self._connections[event["client"]].append((event["at"], event["endpoint"] if event["event"] == "ready" else None))

    def _endpoint(self, client, at):
        seen = self._connections[client]
        place = bisect.bisect_right(seen, at, key=lambda each: each[0])
        return seen[place - 1][1] if place else None

    def _stayed(self, client, begin, end):
        return not any(begin < at <= end for at, _ in self._connections[client])

    def _next_ready(self, client, after):
        return next((at for at, endpoint in self._connections[client] if at > after and endpoint), None)

    def back_after(self, kills):
        """Returns how long the clients of each killed broker had none, and how many never had one again."""
        times, gone = [], 0
        for at, endpoint in kills:
            for client in self._connections:
                if self._endpoint(client, at) != endpoint:
                    continue
                ready = self._next_ready(client, at)
                if ready is None:
                    gone += 1
                else:
                    times.append(ready - at)
        return times, gone

    def receipt_times(self, begin, end, but_at=None):
        """Returns the times of receipts of posts between two moments, of writers who had one broker all the time, not the given."""
        return [each["at"] - each["posted"] for each in self.receipts
                if begin <= each["posted"] <= end
                and self._endpoint(each["client"], each["posted"]) not in (None, but_at)
                and self._stayed(each["client"], each["posted"], each["at"])]

    def seen_by_all(self, begin, end):
        """Returns the times until the last client had each post between two moments."""
        return [each["at"] - each["posted"] for each in self._seen if begin <= each["posted"] <= end]

    def receipts_between(self, begin, end):
        return sum(begin < each["at"] < end for each in self.receipts)

    def next_receipts(self, after):
        """Returns how long each writer waited for the next receipt."""
        firsts = {}
        for each in self.receipts:
            if each["at"] >= after:
                firsts[each["client"]] = min(each["at"] - after, firsts.get(each["client"], float("inf")))
        return list(firsts.values())

    def next_ready(self, after):
        """Returns how long the clients that had no broker then had none."""
        waits = [self._next_ready(client, after) for client in self._connections if self._endpoint(client, after) is None]
        return [at - after for at in waits if at is not None]
