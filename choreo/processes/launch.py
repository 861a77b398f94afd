"""Becomes another program, after tying itself to the life of its parent. Run by path, with the standard library only.

`python -I -S launch.py PARENT_PID SIGNAL ACCOUNT PROGRAM ARGUMENT…`

Linux: the program gets SIGNAL when the process that started it is gone, however that ended. Elsewhere the list of
processes (see register.py) is what ends it, at the next start. ACCOUNT: "-" or the uid:gid to become. A program that
root starts under another account still reaches its files below directories that are root's alone."""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1


def _become(uid: int, gid: int) -> None:
    linux = sys.platform == "linux"
    if linux:
        _libc().prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if linux:
        _keep_reach()


def _keep_reach() -> None:
    """Keeps the right to pass directories of others, and nothing else of root's rights."""
    libc = _libc()
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # effective, permitted, inheritable; twice, for the lower and the upper 32 capabilities
    rights = (ctypes.c_uint32 * 6)(*[1 << _CAP_DAC_OVERRIDE] * 3, 0, 0, 0)
    if libc.capset(header, rights) == 0:
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


def _die_with(parent: int, signal_number: int) -> None:
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the process that started this one is gone")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def main() -> None:
    parent, signal_number, account, *command = sys.argv[1:]
    if account != "-":
        uid, gid = account.split(":")
        _become(int(uid), int(gid))
    # After the change of account, which takes the tie away.
    _die_with(int(parent), int(signal_number))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
