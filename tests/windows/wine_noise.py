"""Keeps a sentence of Wine out of what the tests compare.

When a program ends while one of its threads asks Wine's server something, Wine may write `wine client error:188: ` to standard
error, whatever WINEDEBUG says. The program has done its work by then, and its exit code is right.
"""

import re

import cli_harness

NOISE = re.compile(r"wine client error:[0-9a-f]+: [^\n]*\n?")


def install():
    run_cli = cli_harness.BrokerTest.run_cli

    def quiet(self, *arguments, **options):
        ended = run_cli(self, *arguments, **options)
        return ended._replace(err=NOISE.sub("", ended.err))

    cli_harness.BrokerTest.run_cli = quiet
