"""The line client and a server with several endpoints. The second way to the one broker is a proxy."""

import os
import re
import socket
import subprocess
import time
import unittest

from cli_harness import BIN, BrokerTest, Process, Proxy, free_port_pair

BACK_WITHIN_S = 5


class Endpoints(BrokerTest):
    """A broker, proxies in front of it, and links with several endpoints."""

    def setUp(self):
        super().setUp()
        self.key = self.link[self.link.index("#"):]
        self.direct_port = self.port

    def proxy(self, broker_port=None):
        proxy = Proxy(broker_port or self.direct_port, port=free_port_pair())
        self.addCleanup(proxy.close)
        return proxy

    def use_endpoints(self, *ports, key=None):
        """Makes the join link of the next clients one with these ports."""
        endpoints = ",".join(f"127.0.0.1:{port}" for port in ports)
        self.link = f"indaba://{endpoints}/{self.key if key is None else key}"

    def dead_port(self):
        """Returns a port that refuses connections for as long as the test runs."""
        holder = socket.socket()
        self.addCleanup(holder.close)
        holder.bind(("127.0.0.1", 0))
        return holder.getsockname()[1]

    def port_in_use(self, chat):
        before = len(chat.out.matching("^Connected to "))
        chat.type("/status")
        line = chat.out.wait_for(r"^Connected to 127\.0\.0\.1:\d+\.$", before + 1)
        return int(re.search(r":(\d+)\.$", line).group(1))


class EndpointsTest(Endpoints):
    def test_a_chat_that_loses_its_endpoint_is_back_through_the_other_one(self):
        proxies = {proxy.port: proxy for proxy in (self.proxy(), self.proxy())}
        self.use_endpoints(*proxies)
        ann = self.chat("ann")
        ann.type("before")
        ann.out.wait_for("ann: before")
        for again in (1, 2):
            used = self.port_in_use(ann)
            began = time.monotonic()
            proxies[used].close()
            ann.type(f"meanwhile {again}")
            ann.out.wait_for("Server connected again.", again)
            self.assertLess(time.monotonic() - began, BACK_WITHIN_S)
            ann.out.wait_for(f"ann: meanwhile {again}")
            now_used = self.port_in_use(ann)
            self.assertNotEqual(now_used, used)
            self.assertIn(now_used, proxies)
            if again == 1:  # the closed endpoint comes back, and the other one goes
                proxies[used] = Proxy(self.direct_port, port=used)
                self.addCleanup(proxies[used].close)
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["before", "meanwhile 1", "meanwhile 2"])

    def test_every_command_finds_the_endpoint_that_is_alive(self):
        self.use_endpoints(self.dead_port(), self.dead_port(), self.direct_port)
        names = [f"person{number}" for number in range(6)]  # each tries the three in its own order
        for name in names:
            self.assertEqual(self.run_cli(name, "send", f"from {name}"), (0, "", ""))
        self.assertEqual(self.texts(names[0]), [f"from {name}" for name in names])
        self.assertEqual(self.run_cli(names[0], "who").code, 0)
        chat = self.chat(names[1])
        self.assertEqual(self.port_in_use(chat), self.direct_port)
        done = self.run_cli("nobody", "ping")
        self.assertEqual((done.code, done.out),
                         (0, f"An Indaba broker answers at 127.0.0.1:{self.direct_port}.\n"))
        self.assertEqual(done.err.count("No server is listening there."), 2)

    def test_no_endpoint_that_is_alive_is_said_once_for_all(self):
        dead = [self.dead_port(), self.dead_port()]
        self.use_endpoints(*dead)
        done = self.run_cli("ann", "send", "hello")
        self.assertEqual((done.code, done.out), (3, ""))
        self.assertEqual(done.err, f"Could not connect to 127.0.0.1:{dead[0]},127.0.0.1:{dead[1]}: "
                                   "No server is listening there.\n")
        self.assertEqual(self.run_cli("ann", "ping").code, 3)

    def test_a_link_with_other_endpoints_of_the_same_key_leads_to_the_same_outbox(self):
        first, second = self.proxy(), self.proxy()
        self.use_endpoints(first.port)
        ann = self.chat("ann")
        ann.type("sent")
        ann.out.wait_for("ann: sent")
        first.close()
        ann.out.wait_for("Server disconnected.")
        ann.type("unsent", "/quit")
        ann.exit_code()
        self.use_endpoints(second.port, self.dead_port())
        again = self.chat("ann")
        self.assertTrue(again.out.matching("are sent again"))
        again.out.wait_for("ann: unsent")
        self.assertEqual(again.end_of_input(), 0)
        self.assertEqual(self.texts("ann"), ["sent", "unsent"])

    def test_the_home_remembers_all_endpoints(self):
        proxy = self.proxy()
        self.use_endpoints(proxy.port, self.direct_port)
        self.say("ann", "by link")
        proxy.close()
        home = os.path.join(self.directory, "home-ann")
        done = subprocess.run([os.path.join(BIN, "indaba-cli"), "--home", home, "send", "from memory"],
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        # Each endpoint is trusted, too, since the link had the key of both.
        done = subprocess.run([os.path.join(BIN, "indaba-cli"), "--home", home, "--server",
                               f"127.0.0.1:{self.direct_port}", "send", "by one"],
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.use_endpoints(self.direct_port)
        self.assertEqual(self.texts("ann"), ["by link", "from memory", "by one"])


class KeysTest(Endpoints):
    """Endpoints whose brokers must have one key, and do not all have it."""

    def other_broker(self):
        """Starts a broker with another key and returns its port."""
        other = self.started(Process(
            [os.path.join(BIN, "indaba-broker"), "--data", os.path.join(self.directory, "other"),
             "--port", str(free_port_pair())], stdin=subprocess.DEVNULL))
        return int(re.search(r":(\d+)/#", other.out.wait_for(r"join link indaba://127")).group(1))

    def by_address(self, name, *arguments, ports):
        server = ",".join(f"127.0.0.1:{port}" for port in ports)
        done = subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "--server", server, "--home",
             os.path.join(self.directory, "home-" + name), "--name", name, *arguments],
            capture_output=True, text=True, check=False)
        return done

    def test_an_endpoint_with_another_key_is_passed_over(self):
        self.use_endpoints(self.other_broker(), self.direct_port)
        for number in range(4):
            self.assertEqual(self.run_cli(f"person{number}", "send", "hi"), (0, "", ""))
        self.assertEqual(len(self.texts("person0")), 4)

    def test_a_broker_with_another_key_does_not_end_the_attempts_while_the_others_are_down(self):
        right = self.link
        self.say("ann", "before")
        self.use_endpoints(self.other_broker(), self.direct_port)
        self.kill_broker()
        ann = self.started(Process(self.arguments("ann", "chat")))
        failure = ann.out.wait_for("Could not connect to")
        self.assertIn("has another key than the trusted one", failure)
        self.assertIn("No server is listening there.", failure)
        ann.type("meanwhile")
        self.start_broker()
        ann.out.wait_for("ann: meanwhile")
        self.assertEqual(self.link, right)
        self.assertEqual(self.texts("ann"), ["before", "meanwhile"])

    def test_a_server_none_of_whose_endpoints_has_the_key_is_refused(self):
        self.use_endpoints(self.direct_port, key="#" + 64 * "a")
        done = self.run_cli("ann", "send", "hi")
        self.assertEqual(done.code, 3)
        self.assertIn("has another key than the join link names", done.err)

    def test_without_a_link_the_brokers_that_answer_must_announce_one_key(self):
        proxy, announcer = self.announcing_proxy()
        ports = (self.dead_port(), proxy.port, self.direct_port)
        self.assertEqual(announcer.port, proxy.port + 1)
        unknown = self.by_address("ann", "send", "hi", ports=ports)
        self.assertEqual(unknown.returncode, 3)
        self.assertIn("does not know the broker at", unknown.stderr)
        trusted = self.by_address("ann", "--trust", "send", "hi", ports=ports)
        self.assertEqual((trusted.returncode, trusted.stderr), (0, ""))
        self.use_endpoints(self.direct_port)
        self.assertEqual(self.texts("ann"), ["hi"])

    def announcing_proxy(self):
        port = free_port_pair()
        proxies = (Proxy(self.direct_port, port=port), Proxy(self.direct_port + 1, port=port + 1))
        for each in proxies:
            self.addCleanup(each.close)
        return proxies

    def test_without_a_link_brokers_with_different_keys_are_not_one_server(self):
        done = self.by_address("ann", "--trust", "send", "hi", ports=(self.direct_port, self.other_broker()))
        self.assertEqual(done.returncode, 3)
        self.assertIn("have different keys, so they do not belong to one server", done.stderr)
        self.assertEqual(self.texts("bob"), [])


class InviteTest(Endpoints):
    """A broker that admits nobody without an invite."""

    def broker_arguments(self):
        return ["--access", "invite"]

    def test_an_invite_is_used_at_the_endpoint_that_is_alive(self):
        printed = subprocess.run(
            [os.path.join(BIN, "indaba-broker"), "invite", "--uses", "4", "--data",
             os.path.join(self.directory, "data")], capture_output=True, text=True, check=True).stdout
        self.use_endpoints(self.dead_port(), self.direct_port,
                           key=re.search(r"#[0-9a-f]{64}/[0-9a-f]{64}", printed).group(0))
        for number in range(4):
            self.assertEqual(self.run_cli(f"person{number}", "send", "hi"), (0, "", ""))
        refused = self.run_cli("late", "send", "hi")
        self.assertEqual((refused.code, refused.out), (3, ""))
        self.assertIn("The invite is used up or has expired.", refused.err)


if __name__ == "__main__":
    unittest.main()
