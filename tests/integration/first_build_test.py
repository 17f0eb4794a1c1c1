"""What ./run says while it installs and builds: one sentence that tells what to do, on standard error.

The tools that it calls (apt-get, dpkg-query, sudo, cmake, ninja) are stand-ins of a few lines, in a copy of
./run and packaging/ without the source. Nothing is installed or built.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ("bash", "cat", "cut", "dirname", "find", "flock", "grep", "id", "mkdir", "readlink", "realpath", "sed", "stat",
         "touch", "mv")
BOUND_S = 60
INSTALLED = 'echo installed'


class Building(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="indaba first build "))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.directory.chmod(0o755)
        self.tree = self.directory / "check out"
        shutil.copytree(ROOT / "packaging", self.tree / "packaging")
        shutil.copy(ROOT / "run", self.tree)
        self.tools = self.directory / "tools"
        self.tools.mkdir()
        for name in TOOLS:
            (self.tools / name).symlink_to(shutil.which(name))

    # ---- helpers

    def tool(self, name, script):
        """Makes a stand-in, which says its own name when the script says nothing else."""
        file = self.tools / name
        file.unlink(missing_ok=True)
        file.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        file.chmod(0o755)

    def program(self, name, script="echo $0"):
        file = self.tree / "build/release/bin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        file.chmod(0o755)

    def all_programs(self):
        for name in ("indaba", "indaba-cli", "indaba-broker"):
            self.program(name)

    def configured(self):
        """Makes what a finished build leaves."""
        release = self.tree / "build/release"
        release.mkdir(parents=True, exist_ok=True)
        (release / "build.ninja").touch()
        (release / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={self.tree.resolve()}\n")
        (release / "built").touch()

    def run_it(self, *words, user=None):
        return subprocess.run([self.tree / "run", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              cwd=self.directory, user=user, timeout=BOUND_S, check=False,
                              env={"PATH": str(self.tools), "HOME": str(self.directory)})

    def refused(self, *words, user=None):
        done = self.run_it(*words, user=user)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        return done.stderr

    # ---- packages

    def test_packages_without_root_and_sudo_are_named_for_root(self):
        self.tool("dpkg-query", "exit 1")
        self.tool("apt-get", "exit 99")
        self.tool("id", "echo 1000")
        text = self.refused("build")
        self.assertRegex(text, r"only root can install them.*\n  apt-get update && apt-get install .*cmake")

    def test_packages_that_cannot_be_fetched_are_explained(self):
        self.tool("dpkg-query", "exit 1")
        self.tool("env", 'shift; exec "$@"')
        self.tool("apt-get", 'echo "E: Unable to fetch some archives" >&2; exit 100')
        for sudo, user in ((False, "0"), (True, "1000")):
            self.tool("id", f"echo {user}")
            if sudo:
                self.tool("sudo", 'exec "$@"')
            text = self.refused("build")
            self.assertIn("Unable to fetch", text)
            self.assertIn("this machine must be connected", text)

    def test_an_update_that_fails_does_not_prevent_an_installation_that_works(self):
        self.tool("dpkg-query", f'[ -e "{self.directory}/done" ] && {INSTALLED}')
        self.tool("dpkg", "exit 1")
        self.tool("env", 'shift; exec "$@"')
        self.tool("apt-get", f'case $1 in update) exit 100 ;; esac; touch "{self.directory}/done"')
        self.tool("id", "echo 0")
        self.tool("cmake", "exit 0")
        done = self.run_it("build")
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_a_system_without_apt_builds_with_what_it_has(self):
        self.tool("cmake", "exit 0")
        done = self.run_it("build")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("no apt-get here", done.stderr)

    def test_glfw_that_uses_wayland_gets_a_plugin_for_title_bars(self):
        dpkg = shutil.which("dpkg")
        if not dpkg:
            self.skipTest("needs dpkg")
        self.tool("dpkg", f'exec {dpkg} "$@"')
        for version, gtk, wanted in (("3.3.8-1", "", ""), ("3.4-3", "", "libdecor-0-plugin-1-cairo\n"),
                                     ("3.4-3", "installed", "")):
            self.tool("dpkg-query", f'case "$*" in *libglfw3) echo {version} ;; *gtk) echo {gtk} ;; esac')
            asked = subprocess.run([shutil.which("bash"), "-c", ". packaging/debian.sh; packages_for_title_bars"],
                                   cwd=self.tree, env={"PATH": str(self.tools)}, capture_output=True, text=True,
                                   timeout=BOUND_S, check=True)
            self.assertEqual(asked.stdout, wanted)

    # ---- the build

    def test_a_build_with_nothing_to_do_says_nothing(self):
        self.all_programs()
        self.configured()
        done = self.run_it("broker")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, f"{self.tree.resolve()}/build/release/bin/indaba-broker\n")

    def test_the_output_of_a_build_stays_out_of_the_programs_output(self):
        self.all_programs()
        self.configured()
        os.utime(self.tree / "packaging/debian.sh", (time.time() + 60,) * 2)
        self.tool("dpkg-query", INSTALLED)
        self.tool("dpkg", "exit 1")
        self.tool("cmake", 'echo "[1/9] Building"')
        done = self.run_it("cli")
        self.assertEqual((done.returncode, done.stderr), (0, "[1/9] Building\n"))
        self.assertEqual(done.stdout, f"{self.tree.resolve()}/build/release/bin/indaba-cli\n")

    def test_a_failed_build_ends_with_a_sentence(self):
        self.tool("dpkg-query", INSTALLED)
        self.tool("dpkg", "exit 1")
        self.tool("cmake", '[ "$1" != --build ]')
        text = self.refused("build")
        self.assertIn("four minutes", text)
        self.assertIn("The build failed", text)

    def test_a_tree_that_was_moved_is_prepared_anew(self):
        self.configured()
        self.all_programs()
        (self.tree / "build/release/CMakeCache.txt").write_text("CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere\n")
        self.tool("dpkg-query", INSTALLED)
        self.tool("dpkg", "exit 1")
        self.tool("cmake", 'echo "$*" >&2')
        self.assertIn("--fresh --preset release", self.run_it("build").stderr)

    @unittest.skipIf(os.geteuid() != 0, "needs root to become another user")
    def test_a_tree_of_another_user_is_used_if_it_is_built(self):
        self.assertIn("belongs to root", self.refused("build", user=65534))
        self.all_programs()
        done = self.run_it("cli", user=65534)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (self.tree / "broker").mkdir()
        (self.tree / "broker/main.cpp").touch()
        os.utime(self.tree / "build/release/bin/indaba-broker", (0, 0))
        self.assertIn("older than the source", self.run_it("cli", user=65534).stderr)


if __name__ == "__main__":
    unittest.main()
