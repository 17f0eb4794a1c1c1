"""Checks what only a real window shows: frames while idle, unmapped and busy, keys between two frames,
a damaged home, and hostile texts.

    INDABA_BIN=build/dev/bin python3 tests/ui/window_test.py Window.test_an_idle_window_draws_no_frame
"""

import ctypes
import os
import shutil
import signal
import subprocess
import time
import unicodedata
import unittest

from windows import Process, WindowTest, overlaps, wait_until

LINE = "a line of the usual length, as people write them all day long"


def has_white_title(report):
    """Returns whether the name above the rooms is white, as in the high-contrast theme."""
    return any(text["text"] == "Indaba" and text["colour"] == 0xffffffff for text in report.seen)


class Window(WindowTest):
    def stored(self, count):
        wait_until(f"{count} stored", lambda: len(self.history()) == count)

    # ---- frames

    def test_an_idle_window_draws_no_frame(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        bob.type("hi")
        ann.wait_for("hi")
        ann.wait_quiet(2)
        frames, cpu_s = ann.watch(10)
        self.assertEqual(frames, 0)
        self.assertLess(cpu_s, 0.035)  # three ticks of the kernel's clock, 10 ms each

    def test_an_idle_window_draws_one_frame_at_midnight(self):
        self.start_broker()
        ann = self.desktop("ann")
        seconds = int(time.time()) % 86400 + 30  # local midnight comes 30 s from now
        west = seconds if seconds < 43200 else seconds - 86400
        hours, rest = divmod(abs(west), 3600)
        zone = f"XXX{'-' if west < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"
        ann.environment["TZ"] = zone
        ann.open("--server", self.server(), "--name", "ann")
        ann.wait_ready()
        ann.say("good evening")
        ann.wait_for("Today, ")
        ann.wait_quiet(2)
        before = ann.report().frame
        ann.wait_for("Yesterday, ", lambda report: not report.shows("Today, "), patience=45)
        ann.wait_quiet(2)
        self.assertEqual(ann.report().frame - before, 1)

    def test_an_unmapped_window_draws_no_frame_and_stays_joined(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        ann.tool("windowunmap", "--sync", ann.window)
        ann.wait_quiet(0.5)
        before = ann.report().frame
        bob.type(*[f"line {number}" for number in range(100)])
        self.stored(100)
        self.assertEqual(ann.watch(1)[0], 0)
        self.assertEqual(ann.report().frame, before)
        self.assertEqual(self.who(), {"ann", "bob"})
        ann.tool("windowmap", "--sync", ann.window)
        ann.wait_for("line 99", lambda report: report.connection == "ready")

    def test_20_messages_a_second_cause_at_most_60_frames_a_second(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        ann.wait_quiet(0.5)
        first, begun = ann.report().frame, time.monotonic()
        for number in range(60):
            bob.type(f"{LINE} {number}")
            time.sleep(max(0, begun + (number + 1) / 20 - time.monotonic()))  # 20 a second
        frames = ann.wait_for(f"{LINE} 59").frame - first
        self.assertLessEqual(frames, 60 * (time.monotonic() - begun) + 5)
        self.assertGreater(frames, 5)

    def test_no_key_is_lost_between_two_frames(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        ann.type("0123456789" * 5)
        ann.wait_for(lambda report: "0123456789" * 5 in "".join(report.within("composer")))
        # Several keys a frame, but 4 ms apart: GLFW merges two within one millisecond.
        ann.tool("key", "--delay", "4", *["BackSpace", "Left"] * 10, "End", "x", "Return")
        self.stored(1)
        ((_, text),) = self.history()
        # Each pair deletes one character and moves left over the next, ten times.
        self.assertEqual(text, "0123456789" * 3 + "02468" * 2 + "x")

    def test_text_copied_in_another_program_is_pasted_and_sent_unchanged(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        text = "two\nlines, 漢字, é and 🎈"
        ann.paste(text)
        ann.wait_for(lambda report: "🎈" in " ".join(report.within("composer")))
        ann.key("Return")
        self.stored(1)
        self.assertEqual(self.history(), [("ann", text)])

    def test_a_paste_gives_up_when_the_other_program_hangs_and_the_window_lives(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        ann.offer("never to be seen")
        ann.clipboard.send_signal(signal.SIGSTOP)
        try:
            ann.key("ctrl+v")
            ann.wait_for("does not answer")
            ann.say("still here")
            ann.wait_for("still here")
        finally:
            ann.clipboard.send_signal(signal.SIGCONT)
        ann.key("ctrl+v")
        ann.wait_for(lambda report: "never to be seen" in " ".join(report.within("composer")))

    def test_a_long_text_is_pasted_whole_and_own_text_too(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        text = "0123456789abcde\n" * 1000
        ann.paste(text)  # 16 KB
        ann.wait_for(lambda report: "0123456789abcde" in " ".join(report.within("composer")))
        ann.key("ctrl+a", "ctrl+x", "ctrl+v", "Return")
        self.stored(1)
        self.assertEqual(self.history(), [("ann", text.strip("\n"))])
        # More than is read, and in parts: the other program can send all of them, and offers it still.
        ann.offer("x" * 3_000_000)
        ann.key("ctrl+v")
        ann.wait_for("Too long")
        ann.key("ctrl+v")
        ann.wait_quiet(0.3)
        self.assertIsNone(ann.clipboard.poll())

    def test_the_middle_button_pastes_what_is_selected_here_or_in_another_program(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        ann.type("one two")
        ann.wait_for(lambda report: "one two" in " ".join(report.within("composer")))
        ann.key("ctrl+shift+Left")
        ann.move_to("composer")
        ann.tool("click", "2")
        ann.wait_for(lambda report: "one twotwo" in " ".join(report.within("composer")))
        ann.offer(" three", "primary")
        ann.tool("click", "2")
        ann.wait_for(lambda report: "one twotwo three" in " ".join(report.within("composer")))

    def test_what_is_no_text_is_not_pasted_and_a_nul_does_not_end_a_text(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        ann.type("one")
        # This xclip sends the picture whatever kind it is asked for.
        small = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
        for number, picture in enumerate((small, small * 4000)):  # the second one comes in parts
            ann.offer(picture, kind="image/png")
            ann.key("ctrl+v")
            ann.wait_for(lambda report, number=number: report.count(
                "Nothing was pasted: what was copied is not a text.") == number + 1)
            self.assertIsNone(ann.clipboard.poll())
        ann.type("two")
        ann.offer(b"thr\x00ee")
        ann.key("ctrl+v", "Return")
        self.stored(1)
        # Some programs offer a text by its media type alone.
        ann.offer("größer", kind="text/plain;charset=utf-8")
        ann.key("ctrl+v", "Return")
        self.stored(2)
        self.assertEqual(self.history(), [("ann", "onetwothree"), ("ann", "größer")])

    def test_a_change_of_scale_shows_in_the_picture_and_typed_letters_appear(self):
        self.start_broker()
        ann = self.open_joined_windows("ann", size="1040x400")
        ann.wait_quiet(0.3)
        first = ann.picture()
        for key, grows in (("ctrl+plus", True), ("ctrl+minus", False), ("ctrl+minus", False),
                           ("ctrl+0", True)):
            before, width = ann.picture(), self.width_of(ann, "send")
            ann.key(key)
            ann.wait_for(lambda _, grows=grows, width=width:
                         (self.width_of(ann, "send") - width) * (1 if grows else -1) > 0)
            self.wait_for_change(ann, before, 1000)
            area, before = ann.report().marks["composer"], ann.picture()
            ann.type("WWWW")
            self.wait_for_change(ann, before, 200, area)  # more than a caret has
            ann.key("ctrl+a", "BackSpace")
            ann.wait_for("Message everyone")
        wait_until("the first picture is back", lambda: ann.picture().changed_pixels(
            first, (0, 0, 1040, 320)) == 0)

    @staticmethod
    def width_of(desktop, mark):
        left, _, right, _ = desktop.report().marks[mark]
        return right - left

    @staticmethod
    def wait_for_change(desktop, before, pixels, area=None):
        wait_until(f"{pixels} pixels have changed",
                   lambda: desktop.picture().changed_pixels(before, area) >= pixels)

    def test_the_settings_apply_at_once_and_are_kept(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        ann.key("ctrl+comma")
        ann.wait_for("Text size", "100 %")
        ann.click("theme:high-contrast")
        ann.wait_for(has_white_title)
        ann.key("Tab", "Right")
        ann.wait_for("110 %")
        ann.click("section:about")
        ann.wait_for("Indaba 0.")
        ann.quit()
        ann.open("--server", self.server(), "--name", "ann")
        ann.wait_ready()
        ann.wait_for(has_white_title)
        ann.key("ctrl+comma")
        ann.wait_for("110 %")

    def test_a_missing_program_for_links_is_said(self):
        self.start_broker()
        ann = self.desktop("ann")
        os.symlink(shutil.which("xdotool"), os.path.join(self.directory, "xdotool"))
        ann.environment["PATH"] = self.directory
        ann.open("--server", self.server(), "--name", "ann")
        ann.wait_ready()
        ann.say("https://example.org/a")
        self.stored(1)
        ann.wait_quiet(0.5)
        (link,) = [text for text in ann.report().seen if text["text"] == "https://example.org/a"]
        left, top, _, bottom = link["visible"]
        ann.tool("mousemove", "--window", ann.window, str(int(left + 5)), str(int((top + bottom) / 2)))
        ann.tool("click", "1")
        ann.wait_for("xdg-open is missing")

    def test_a_window_opens_after_a_window_manager_was_killed(self):
        ann = self.desktop("ann")
        x = ctypes.CDLL("libX11.so.6")
        x.XOpenDisplay.restype = ctypes.c_void_p
        x.XDefaultRootWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x.XOpenDisplay(ann.environment["DISPLAY"].encode()))
        mark = ctypes.c_ulong(x.XInternAtom(display, b"_NET_SUPPORTING_WM_CHECK", 0))
        gone = ctypes.c_ulong(0x600001)
        window_type, width, replace = ctypes.c_ulong(33), 32, 0
        x.XChangeProperty(display, ctypes.c_ulong(x.XDefaultRootWindow(display)), mark, window_type,
                          width, replace, ctypes.byref(gone), 1)
        x.XSync(display, 0)
        ann.open()
        ann.wait_for("Connect to a server")
        x.XCloseDisplay(display)

    # ---- the own copy

    def test_a_start_without_a_server_shows_what_was_there_and_sends_later(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        ann.say("said in the evening")
        self.stored(1)
        ann.type("half a sen")
        ann.wait_for(lambda report: report.within("composer") == ["half a sen"])
        ann.quit()
        self.end_broker()
        ann.open()
        first = ann.report()
        self.assertTrue(first.shows("said in the evening", "half a sen"), first.texts())
        self.assertFalse(first.dialog)
        ann.wait_for(lambda report: report.connection == "lost" and not report.dialog)
        ann.key("ctrl+a")
        ann.say("typed without a server")
        self.start_broker()
        ann.wait_ready()
        self.stored(2)
        self.assertEqual(self.history(), [("ann", "said in the evening"),
                                          ("ann", "typed without a server")])
        self.assertEqual(ann.report().count("said in the evening"), 1)
        self.assertEqual(ann.report().count("typed without a server"), 1)
        self.assertFalse(ann.report().shows("Server connected again."))

    @staticmethod
    def first_line(report):
        """Returns the first numbered line of a peer in sight."""
        lines = [text for text in report.seen if text["text"].startswith("line ")]
        return min(lines, key=lambda text: text["visible"][1])["text"]

    def test_what_is_read_does_not_move_when_a_server_comes_back(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        bob.type(*[f"line {number}" for number in range(150)])
        ann.wait_for("line 149")
        ann.key("Page_Up", "Page_Up")
        ann.wait_for(lambda report: not report.shows("line 149"))
        ann.wait_quiet(0.5)
        before = self.first_line(ann.report())
        ann.quit()
        self.end_broker()
        ann.open()
        again = self.first_line(ann.report())  # a row that was partly in sight is whole now
        self.assertIn(int(before.split()[1]) - int(again.split()[1]), (0, 1))
        ann.wait_for(lambda report: report.connection == "lost" and not report.dialog)
        ann.wait_quiet(0.5)
        self.assertEqual(self.first_line(ann.report()), again)
        self.start_broker()
        bob.out.wait_for("connected", 2)
        bob.type(*[f"later {number}" for number in range(20)])
        self.stored(170)
        ann.wait_ready()
        ann.wait_quiet(0.5)
        self.assertEqual(self.first_line(ann.report()), again)
        ann.click("new-pill")
        ann.wait_for("later 19")

    def test_the_line_client_works_in_the_home_of_an_open_window(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        tail = self.started(Process(self.cli("ann", "tail", "--json"), stdin=subprocess.DEVNULL))
        tail.out.wait_for("connected")
        (bob,) = self.line_clients("bob")
        bob.type(*[f"line {number}" for number in range(50)])
        ann.wait_for("line 49")
        tail.out.wait_for("line 49")
        self.send("ann", "from the shell")
        ann.wait_for("from the shell")
        tail.out.wait_for("from the shell")
        ann.say("from the window")
        tail.out.wait_for("from the window")
        wait_until("all are found", lambda: len(self.lines(
            "search", "--json", "--limit", "99", "--", "in:lobby", name="ann")) == 52)
        ann.quit()
        tail.child.terminate()
        tail.exit_code()
        self.assertEqual(len(self.lines("search", "--json", "--limit", "99", "--", "line",
                                        name="ann")), 50)

    # ---- a damaged home

    def test_a_damaged_settings_file_is_set_aside_and_the_window_opens(self):
        ann = self.desktop("ann")
        os.makedirs(ann.home)
        with open(os.path.join(ann.home, "settings.toml"), "wb") as settings:
            settings.write(b"\xff\x00 = [[[ not a settings file")
        ann.open()
        ann.wait_for("damaged", lambda report: report.dialog)
        self.assertTrue(os.path.exists(os.path.join(ann.home, "settings.toml.damaged-1")))

    def test_a_damaged_store_is_set_aside_and_the_window_opens(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        ann.say("before")
        self.stored(1)
        ann.quit()
        (store,) = [file for file in os.listdir(ann.home) if file.endswith(".db")]
        with open(os.path.join(ann.home, store), "r+b") as file:
            file.write(os.urandom(4096))
        ann.open("--server", self.server(), "--name", "ann")
        ann.wait_ready()
        ann.wait_for("damaged", "before")
        ann.say("after")
        self.stored(2)
        self.assertTrue([file for file in os.listdir(ann.home) if ".damaged" in file])

    # ---- hostile peers

    def test_hostile_texts_overlap_nothing_and_are_shown_harmless(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        wide = "\u6f22" * 32
        (peer,) = self.line_clients(wide)
        ann.move_to("composer")  # over a message a tooltip would be drawn
        ann.type("still mine")
        for number, text in enumerate((
                "x" * (16 * 1024),
                "." + "\n" * 10_000,
                "a\n" * 5_000,
                "e" + "\u0301" * 4_000,
                "\u202e\u2066 reversed \u202d\u200f",
                "\ue000\uf8ff\uf008 private",
                "\u200b\u200d\ufeff nothing \U0001f468\u200d\U0001f469\u200d\U0001f467",
                "\x1b[31m\x07\x00 control",
                "\u4e00" * 5_000)):
            self.send(wide, text)
            marker = f"marker {number}"
            peer.type(marker)
            report = ann.wait_for(marker, lambda r: "still mine" in " ".join(r.within("composer")))
            self.assertEqual(overlaps(report), [], text[:20])
            self.assert_harmless(report)
        ann.key("Page_Up", "Page_Up", "Page_Up")
        ann.key("Return")
        wait_until("the typed text is stored", lambda: self.history()[-1] == ("ann", "still mine"))

    def assert_harmless(self, report):
        """Nothing shown controls a terminal, turns a line around or looks like one of our icons."""
        turning = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        icons = {text for text in report.texts() if len(text) == 1 and unicodedata.category(text) == "Co"}
        for text in report.texts():
            for character in text if text not in icons else "":
                self.assertNotIn(unicodedata.category(character), ("Cc", "Cs", "Co"), repr(text))
                self.assertNotIn(character, turning, repr(text))


if __name__ == "__main__":
    unittest.main(verbosity=2)
