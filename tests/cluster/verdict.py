"""What the run has shown: all that clients were told, compared with the database and with each broker, and the figures."""

import collections
import json
import os
import sqlite3
import statistics
import subprocess

from people import People

PATIENCE = int(os.environ.get("INDABA_PATIENCE", "1"))
BACK_S = 5 * PATIENCE
STALL_S = 2.5 * PATIENCE
COMMAND_S = 120
# The reader of a copy is in no room but the lobby, and has no whispers.
OF_LOBBY = "conversation = (SELECT key FROM conversations)"
UNDER_WAY_S = 0.5 * PATIENCE  # a receipt that was on its way when the standby stopped


def judge(run, races, programs, directory):
    """Prints the figures and what is wrong. Returns the exit code."""
    report = run.load.report()
    wrong = faults_of_report(report)
    people = People(run.load.events())
    print(f"receipts {report['receipts']} of {report['sent']}, lost {report['lost']}, doubled {report['doubled']}, out of order "
          f"{report['out_of_order']}, wrong {report['wrong']}; deliveries {report['delivered']}, connections lost "
          f"{report['connections_lost']}; receipt p50 {report['receipt_p50_ms']} ms")
    wrong += faults_of_starts(run)
    wrong += figures(run, people)
    journal = Journal(run, programs)
    wrong += journal.faults(people.receipts, report["sent"])
    for broker in run.brokers.all:
        wrong += journal.faults_of_copy(broker, programs, directory)
    print(f"races for a name and for a title: {races.number} each; {len(races.names)} and {len(races.titles)} winners told so")
    wrong += races.faults(journal.owners, journal.titles)
    print(f"journal: {journal.said}; {len(journal.entries)} entries, {len(journal.names)} names; read through "
          f"{len(run.brokers.all)} brokers and compared")
    print(f"bytes between brokers: {sum(one.link.bytes for one in run.brokers.all)}")
    if len(run.brokers.all) > 1 and not all(one.link.bytes for one in run.brokers.all):
        wrong.append("a broker was never heard by the others")
    print("\n".join(wrong) or "Nothing was lost, doubled or false, and nobody waited for too long.")
    return 1 if wrong else 0


def faults_of_report(report):
    wrong = [f"indaba-load: {report[what]} {what}" for what in
             ("lost", "doubled", "out_of_order", "wrong", "refused", "unanswered") if report[what]]
    if report["receipts"] != report["sent"]:
        wrong.append(f"{report['sent'] - report['receipts']} posts have no receipt")
    return wrong


def faults_of_starts(run):
    """A broker may fail to start while the database is away; a supervisor starts it again. It must not end for other reasons."""
    ends = collections.Counter(f"code {code}: {line}" for one in run.brokers.all for code, line in one.failed_starts)
    for end, count in ends.items():
        print(f"ended by itself {count} times, {end}")
    return [f"a broker ended: {end}" for end in ends if not (end.startswith("code 70:") and "cannot be opened" in end)]


# ---- the figures ------------------------------------------------------------------------------------------------------------


def line(title, values, limit):
    """Prints the figures of a title. Returns what is wrong with them."""
    if not values:
        print(f"{title}: none")
        return []
    print(f"{title}: {len(values)}, p50 {statistics.median(values):.2f} s, at most {max(values):.2f} s")
    return [f"{title}: {max(values):.2f} s is more than {limit} s"] if max(values) > limit else []


def figures(run, people):
    of_database = [each for each in run.episodes if each["kind"] in ("primary lost", "primary stopped", "standby stopped")]
    quiet = [kill for kill in run.kills if not any(each["begin"] - BACK_S < kill[0] < each["end"] + 2 for each in of_database)]
    back, gone = people.back_after(quiet)
    print(f"brokers killed: {len(run.kills)}, of them {len(quiet)} while the database was well")
    wrong = line("clients back after a broker's death", back, BACK_S)
    if gone:
        wrong.append(f"{gone} clients never came back after a broker's death")
    for each in run.episodes:
        wrong += figures_of(each, people)
    return wrong


def figures_of(episode, people):
    kind, begin, end = episode["kind"], episode["begin"], episode["end"]
    title = f"{kind} ({end - begin:.1f} s)"
    if kind == "broker stopped":
        stalls = people.receipt_times(begin, end, episode["endpoint"])
        where = "in the middle of a batch" if episode["in_a_batch"] else "between two batches"
        wrong = line(f"{title}, {where}: receipts at the others", stalls, STALL_S)
        return wrong or ([] if stalls else [f"{title}: no receipt at the others"])
    if kind == "primary lost":
        wrong = line(f"{title}: writers' next receipt after the promotion", people.next_receipts(end), BACK_S)
        wrong += line(f"{title}: clients without a broker back after the promotion", people.next_ready(end), BACK_S)
        if episode["written_to_the_former"]:
            wrong.append(f"{title}: {episode['written_to_the_former']} entries were written to the former primary")
        return wrong
    if kind.startswith("links"):
        wrong = line(f"{title}: receipts", people.receipt_times(begin, end), STALL_S)
        return wrong + line(f"{title}: until the last client had a message", people.seen_by_all(begin, end), 2 * BACK_S)
    wrong = line(f"{title}: writers' next receipt afterwards", people.next_receipts(end), 2 * BACK_S)
    meanwhile = people.receipts_between(begin + UNDER_WAY_S, end)
    print(f"{title}: {meanwhile} receipts meanwhile")
    return wrong + ([f"{title}: {meanwhile} receipts meanwhile"] if meanwhile else [])


# ---- the database, and what each broker tells ----------------------------------------------------------------------------------


class Journal:
    """The journal as `indaba-broker` reads it from the database."""

    def __init__(self, run, programs):
        self._words = ["--data", run.brokers.all[0].data, "--journal", run.databases.connection]
        self._run, self._program = run, os.path.join(programs, "indaba-broker")
        self.said = self._command("verify").strip()
        records = [json.loads(each) for each in self._command("export", "--json", "-").splitlines()]
        conversations = {each["id"]: each["room"] for each in records if each["t"] == "conversation"}
        lobby, = [id_ for id_, title in conversations.items() if title == "#lobby"]
        self.titles = list(conversations.values())
        self.entries = [each for each in records if each["t"] == "entry" and each["conversation"] == lobby]
        self.names = [each["skeleton"] for each in records if each["t"] == "name"]
        self.owners = {each["display"]: each["account"] for each in records if each["t"] == "name"}

    def _command(self, *words):
        done = subprocess.run([self._program, *words, *self._words], capture_output=True, text=True, timeout=COMMAND_S, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"indaba-broker {words[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def faults(self, receipts, sent):
        places = collections.defaultdict(list)
        for entry in self.entries:
            places[entry["id"]].append(entry["number"])
        false = [each for each in receipts if places[each["id"]] != [each["number"]]]
        wrong = [f"the receipt {each['id']} at {each['number']} is in the journal at {places[each['id']]}, one of {len(false)} that "
                 "are false" for each in false[:1]]
        if len(self.entries) != sent:
            wrong.append(f"the journal has {len(self.entries)} entries of {sent} posts")
        if len(set(self.names)) != len(self.names):
            wrong.append("a name is in the journal twice")
        return wrong

    def faults_of_copy(self, broker, programs, directory):
        """Reads everything through one broker, as somebody new, whose client checks the chain from the first hash on."""
        home, file = os.path.join(directory, "reader" + broker.name), os.path.join(directory, broker.name + ".copy")
        done = subprocess.run([os.path.join(programs, "indaba-cli"), "--server", self._run.brokers.link_of(broker), "--home", home,
                               "--name", "reader" + broker.name, "export", file], capture_output=True, text=True,
                              timeout=COMMAND_S, check=False)
        if done.returncode != 0:
            return [f"{broker.name} cannot be read: {done.stdout}{done.stderr}"]
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as copy:
            told = sorted((number, id_.hex()) for number, id_ in copy.execute("SELECT number, id FROM entries WHERE " + OF_LOBBY))
            ends = [(last, hash_.hex()) for last, hash_ in copy.execute("SELECT last, hash FROM ranges WHERE " + OF_LOBBY)]
        stored = sorted((entry["number"], entry["id"]) for entry in self.entries)
        chain = {entry["number"]: entry["hash"] for entry in self.entries}
        wrong = [] if told == stored else [f"{broker.name} tells {len(told)} entries that are not those of the journal"]
        return wrong + [f"{broker.name}: another chain up to {last}" for last, hash_ in ends if chain.get(last) != hash_]
