"""What the embedded services share: the lock on a data directory, ports, children, tails of logs."""

import fcntl
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

CHILD = str(Path(__file__).with_name("child.py"))
TAIL_LINES = 15
ENDS_WITH_OWNER = "ends-with-owner"


class CannotStart(Exception):
    """An embedded service did not start; the message says what to do or what its log says."""


@dataclass(frozen=True)
class Privileges:
    """As whom a child runs: as we do, as root of a user namespace's outside only, or as another user."""

    drop_root: bool = False
    user: str | None = None


AS_WE_ARE = Privileges()


def spawn(
    command: Sequence[str | Path],
    log: Path,
    *,
    death_signal: Signals | None,
    privileges: Privileges = AS_WE_ARE,
    stdin: bytes | None = None,
    env: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, its output appended to `log`; it gets `death_signal` when we die.

    Raises CannotStart outside the main thread when a death signal is wanted: the kernel ties it to the
    thread, and would send it when that thread ends.
    """
    if death_signal and threading.current_thread() is not threading.main_thread():
        raise CannotStart("embedded services must be started from the main thread")
    with log.open("ab") as output:
        child = subprocess.Popen(
            _wrapped(command, death_signal, privileges),
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=privileges.user,
            env=env,
        )
    if stdin is not None and child.stdin is not None:
        child.stdin.write(stdin)
        child.stdin.close()
    return child


def run(
    command: Sequence[str | Path],
    *,
    privileges: Privileges = AS_WE_ARE,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a short command to its end, with the same privileges as `spawn`."""
    return subprocess.run(
        _wrapped(command, None, privileges),
        input=stdin,
        capture_output=True,
        user=privileges.user,
        env=env,
        check=False,
    )


def _wrapped(
    command: Sequence[str | Path],
    death_signal: Signals | None,
    privileges: Privileges,
) -> list[str]:
    root = "drop" if privileges.drop_root else "keep"
    signal_number = str(int(death_signal or 0))
    shim = [sys.executable, "-I", "-S", CHILD, str(os.getpid()), signal_number, root]
    return [*shim, *map(str, command)]


@contextmanager
def ownership(lock_file: Path) -> Iterator[Callable[[], bool]]:
    """Yields a function that tries to take the directory: True from the moment it is ours.

    The kernel frees the lock when its holder dies, so a killed owner never blocks the next one.
    """
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_to_own() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        yield try_to_own
    finally:
        os.close(descriptor)


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def usual_port(data_dir: Path) -> int:
    """The port of last time if it is free, so that URLs in open terminals keep working; else another."""
    try:
        port = int((data_dir / "port").read_text())
    except (OSError, ValueError):
        return free_port()
    return port if is_free(port) else free_port()


def note_end(data_dir: Path, *, ends_with_owner: bool) -> None:
    """Note whether the server gets a signal when its owner dies: one found alone is ending then."""
    (data_dir / ENDS_WITH_OWNER).unlink(missing_ok=True)
    if ends_with_owner:
        (data_dir / ENDS_WITH_OWNER).touch()


def ends_with_owner(data_dir: Path) -> bool:
    """What the last start noted."""
    return (data_dir / ENDS_WITH_OWNER).exists()


def wait_until(condition: Callable[[], bool], seconds: float, *, every: float = 0.02) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def command_line_of(pid: int) -> str | None:
    """The command line of a living process, or None: tells our server from a stranger with a reused pid."""
    if sys.platform == "linux":
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return None
        return raw.replace(b"\0", b" ").decode(errors="replace").strip() or None
    found = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False)
    return found.stdout.decode(errors="replace").strip() or None


def secret_in(file: Path) -> str:
    """The random password kept in `file`, made on first use and readable by the owner alone."""
    if not file.exists():
        partial = file.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(24))
        partial.replace(file)
    return file.read_text()


def tail(log: Path) -> str:
    """The last lines of a log, for the message of a failed start."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
