"""Become a child process that ends with its parent: `python child.py PARENT SIGNAL ROOT COMMAND...`.

Runs as a script of its own, and not in `preexec_fn`, so that it is safe beside threads and says why it fails.
PARENT is the pid that must still be our parent, SIGNAL what the kernel sends us when it dies (0: nothing),
ROOT is `keep`, or `drop` to continue as an unprivileged user inside a user namespace of our own.
"""

import ctypes
import os
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
UID_INSIDE = 1000


def main() -> None:
    """Prepare this process and replace it by the command."""
    parent, death_signal, root, *command = sys.argv[1:]
    if root == "drop":
        _enter_user_namespace()
    if int(death_signal) and sys.platform == "linux":
        _call("prctl", PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the parent process ended before its child had started")
    os.execv(command[0], command)


def _enter_user_namespace() -> None:
    """Root outside is an ordinary user inside: files stay ours, and PostgreSQL agrees to run."""
    uid, gid = os.geteuid(), os.getegid()
    _call("unshare", CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{UID_INSIDE} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{UID_INSIDE} {gid} 1")


def _call(name: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
        reason = ctypes.get_errno()
        raise OSError(reason, f"{name}: {os.strerror(reason)}")


if __name__ == "__main__":
    main()
