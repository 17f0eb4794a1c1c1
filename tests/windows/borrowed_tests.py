#!/usr/bin/env python3
"""Runs a file of tests/integration with the line client for Windows, and leaves out by name what cannot be the same there.

    borrowed_tests.py chat_cli_test [NAME...]

INDABA_BIN names the directory with indaba-broker, and indaba-cli as a script that runs the program under Wine.
"""

import importlib
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))

import wine_noise  # noqa: E402

# A test: why it is left out.
LEFT_OUT = {
    "test_chat_on_a_terminal_asks_for_another_name_after_a_refusal": "needs a pseudo terminal, which Windows has not",
    "test_send_waits_for_standard_input_that_does_not_block": "looks into /proc, which shows Wine's threads",
    "test_fifty_sends_at_once_from_one_home_are_all_stored": "starts fifty Wines at once, which takes longer than a sender waits",
    "test_an_export_has_all_and_an_offline_one_what_is_here": "asks for the mode 0600 of POSIX, which Wine makes up",
    "test_send_refuses_standard_input_that_cannot_be_read": "gives a directory as standard input, which only POSIX opens",
    "test_a_hangup_ends_it_as_a_request_to_stop_does_unless_it_is_ignored": "Windows has no SIGHUP",
    "test_tail_continues_exactly_after_the_last_printed_entry": "ends a program with SIGTERM, which Windows has not",
    "test_tail_exits_when_the_reader_of_its_output_has_gone_and_nobody_speaks":
        "Wine cannot say whether a pipe of POSIX has a reader; Windows can say it of its own",
    "test_a_chat_exits_when_the_reader_of_its_output_has_gone":
        "the same, when everything was printed before; conversation_test.py has it with a further line",
    "test_a_command_exits_with_1_when_its_output_cannot_be_written": "Windows has no /dev/full",
}


def tests_of(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from tests_of(each)
        else:
            yield each


def chosen(name, wanted):
    loaded = list(tests_of(unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(name))))
    suite = unittest.TestSuite()
    for test in loaded:
        method = test.id().rpartition(".")[2]
        if wanted and method not in wanted:
            continue
        if method in LEFT_OUT:
            print(f"left out: {method}: {LEFT_OUT[method]}", file=sys.stderr)
        else:
            suite.addTest(test)
    return suite


if __name__ == "__main__":
    wine_noise.install()
    result = unittest.TextTestRunner(verbosity=2).run(chosen(sys.argv[1], sys.argv[2:]))
    sys.exit(not result.wasSuccessful() or result.testsRun == 0)
