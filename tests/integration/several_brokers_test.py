#!/usr/bin/env python3
"""Three brokers that serve one journal in PostgreSQL, and line clients at each of them.

INDABA_BIN names the directory with indaba-broker, indaba-cli and postgresql_for_tests.
"""

import os
import re
import shutil
import subprocess
import time
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest, Process, free_port_pair
from postgresql_test import Server

BACK_WITHIN_S = 5


class SeveralBrokers(BrokerTest):
    """Brokers a, b and c, each with a data directory of its own and the same key."""

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.database = self.server("database")
        self.brokers, self.ports = {}, {}
        super().setUp()

    def start_broker(self, *more, data="data"):
        for name in "abc":
            self.ports[name] = free_port_pair()
            self.start(name)
        self.key = re.search("#[0-9a-f]{64}", self.brokers["a"].out.wait_for("join link")).group(0)
        self.use("abc")

    def start(self, name):
        data = os.path.join(self.directory, name)
        if name != "a" and not os.path.exists(data):
            os.mkdir(data, 0o700)
            shutil.copy(os.path.join(self.directory, "a", "key"), data)
        broker = Process([os.path.join(BIN, "indaba-broker"), "--data", data, "--port", str(self.ports[name]),
                          "--bind", "127.0.0.1", "--journal", self.database], stdin=subprocess.DEVNULL)
        self.brokers[name] = self.started(broker)
        broker.out.wait_for("join link")

    def use(self, names):
        """Makes the link of the next clients one with the endpoints of these brokers."""
        self.link = f"indaba://{self.endpoints(names)}/{self.key}"

    def endpoints(self, names):
        return ",".join(f"127.0.0.1:{self.ports[name]}" for name in names)

    def chat_at(self, broker, name, **options):
        self.use(broker)
        return self.chat(name, **options)

    def order(self, broker, *words):
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), *words, "--data",
                               os.path.join(self.directory, broker)],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        return done.returncode, done.stdout + done.stderr

    def kill(self, name):
        self.brokers[name].child.kill()
        self.brokers[name].child.wait(PATIENCE_S)

    def wait_for_order(self, broker, words, pattern):
        """Gives an order that changes nothing until its answer matches."""
        end = time.monotonic() + PATIENCE_S
        while not re.search(pattern, self.order(broker, *words)[1]):
            self.assertLess(time.monotonic(), end, (words, pattern, self.order(broker, *words)))


class SeveralBrokersTest(SeveralBrokers):
    def test_people_at_different_brokers_are_one_team(self):
        ann, bob, cara = (self.chat_at(*at) for at in (("a", "ann"), ("b", "bob"), ("c", "cara")))
        ann.type("from a")
        bob.type("from b")
        cara.type("from c")
        for chat in (ann, bob, cara):
            for line in ("ann: from a$", "bob: from b$", "cara: from c$"):
                chat.out.wait_for(line)
        bob.type("/w cara psst")
        cara.out.wait_for("psst$")
        for broker in "abc":
            self.wait_for_order(broker, ["who"], "(?s)(?=.*  ann\n)(?=.*  bob\n)(?=.*  cara\n)")
        texts = {broker: (self.use(broker), self.texts("dora"))[1] for broker in "abc"}
        self.assertEqual(sorted(texts["a"]), ["from a", "from b", "from c"])
        self.assertTrue(texts["a"] == texts["b"] == texts["c"], texts)
        bob.type("/create cooks", "/invite cara")
        cara.out.wait_for("cooks")
        cara.type("/join cooks", "what is for lunch")
        bob.out.wait_for("cara: what is for lunch$")
        self.assertFalse(ann.out.matching("lunch"))

    def test_a_chat_whose_broker_dies_goes_on_at_another_one(self):
        self.use("abc")
        ann = self.chat("ann")
        bob = self.chat_at("c", "bob")
        for again in (1, 2):
            ann.type(f"before {again}")
            bob.out.wait_for(f"ann: before {again}$")
            ann.type("/status")
            line = ann.out.wait_for("^Connected to ", again)
            [used] = [name for name in "abc" if f":{self.ports[name]}." in line]
            if used == "c":
                break
            began = time.monotonic()
            self.kill(used)
            ann.type(f"meanwhile {again}")
            ann.out.wait_for("Server connected again.", again)
            self.assertLess(time.monotonic() - began, BACK_WITHIN_S)
            bob.out.wait_for(f"ann: meanwhile {again}$")
            self.start(used)
        self.assertEqual(ann.end_of_input(), 0)
        self.assertFalse(ann.out.matching("differs"))

    def test_what_an_operator_does_at_one_broker_acts_at_the_others(self):
        ann = self.chat_at("a", "ann")
        bob = self.chat_at("b", "bob")
        self.wait_for_order("c", ["who"], "(?s)(?=.*  ann\n)(?=.*  bob\n)")
        self.assertEqual(self.order("c", "kick", "bob")[0], 0)
        bob.out.wait_for("An operator has disconnected you.")
        self.assertEqual(self.order("b", "ban", "ann")[0], 0)
        ann.out.wait_for("The operator of this broker has banned you.")
        self.wait_for_order("c", ["status"], "banned +1\n")
        self.use("abc")
        self.assertIn("does not let you in", self.run_cli("ann", "send", "again").err)
        self.assertEqual(self.order("a", "rename", "bob", "robert")[0], 0)
        self.use("c")
        self.assertIn("Somebody has this name", self.run_cli("robert", "send", "hi", home="home-cara").err)

    def test_each_broker_names_the_others(self):
        for broker, others in (("a", "bc"), ("b", "ac"), ("c", "ab")):
            ports = [str(self.ports[name]) for name in others]
            for port in ports:
                self.wait_for_order(broker, ["status"], f"other broker +127.0.0.1:{port}\n")
                self.wait_for_order(broker, ["links"], f"indaba://127.0.0.1:{self.ports[broker]},.*127.0.0.1:{port}")
        self.kill("c")
        self.wait_for_order("a", ["status"], rf"(?s)^(?!.*:{self.ports['c']}\n)")

    def test_a_broker_with_another_key_does_not_start(self):
        self.kill("b")
        os.remove(os.path.join(self.directory, "b", "key"))
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), "--data", os.path.join(self.directory, "b"),
                               "--journal", self.database], capture_output=True, text=True,
                              timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Copy the file key of the broker that served it there.", done.stderr)


if __name__ == "__main__":
    unittest.main()
