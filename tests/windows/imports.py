#!/usr/bin/env python3
"""Fails when a program for Windows needs a DLL that Windows 10 does not bring.

    imports.py PROGRAM.exe...
"""
import re
import subprocess
import sys

# The first part of the name, without .dll.
OF_WINDOWS = {"advapi32", "bcrypt", "comctl32", "comdlg32", "crypt32", "dwmapi", "gdi32", "imm32", "iphlpapi", "kernel32",
              "msvcrt", "ntdll", "ole32", "oleaut32", "opengl32", "rpcrt4", "secur32", "setupapi", "shell32", "shlwapi",
              "ucrtbase", "user32", "uuid", "version", "winmm", "ws2_32", "wtsapi32"}


def imports(program):
    printed = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"DLL Name: (\S+)", printed)


def main():
    foreign = False
    for program in sys.argv[1:]:
        names = imports(program)
        print(program, *names)
        strange = [name for name in names if name.lower().removesuffix(".dll") not in OF_WINDOWS]
        foreign = foreign or strange or not names
        if strange:
            print(f"{program} needs {', '.join(strange)}", file=sys.stderr)
    return 1 if foreign else 0


if __name__ == "__main__":
    sys.exit(main())
