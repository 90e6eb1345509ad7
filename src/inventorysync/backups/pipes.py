"""PostgreSQL's programs in a row: bytes pass from one to the next, nothing of them is kept."""

import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import IO

READ_BYTES = 1024 * 1024
SAID_BYTES_MAX = 2000


class ProgramFailed(Exception):
    """A program of PostgreSQL ended with a failure; the message is what it said."""


class Canceled(Exception):
    """Somebody asked to stop."""


class Program:
    """A program that runs: what it writes is read here."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", said: IO[bytes]) -> None:
        self._name, self._process, self._said = name, process, said

    @property
    def reads(self) -> BufferedIOBase:
        """What it reads."""
        assert self._process.stdin is not None  # noqa: S101 - it was started so
        return self._process.stdin  # type: ignore[return-value]

    @property
    def writes(self) -> BufferedIOBase:
        """What it writes."""
        assert self._process.stdout is not None  # noqa: S101 - it was started so
        return self._process.stdout  # type: ignore[return-value]

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def has_failed(self) -> str | None:
        """What it said, once it has ended with a failure; waits for its end."""
        if self._process.wait() == 0:
            return None
        self._said.seek(0)
        said = self._said.read().decode(errors="replace").strip()
        return f"{self._name}: {said[-SAID_BYTES_MAX:] or f'ended with {self._process.returncode}'}"

    def must_have_worked(self) -> None:
        """Wait for its end; raises ProgramFailed."""
        if (failure := self.has_failed()) is not None:
            raise ProgramFailed(failure)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def end(self) -> None:
        """Kill it where it still runs, and close its ends."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            if stream is not None:
                _close(stream)


class Row:
    """Programs that were started together, and are ended together."""

    def __init__(self) -> None:
        self._programs: list[Program] = []
        self._lock = threading.Lock()
        self._is_canceled = False

    def start(self, command: Sequence[str], env: Mapping[str, str], *, reads: bool = False) -> Program:
        """Start a program; raises Canceled once somebody has asked to stop."""
        with self._lock:
            if self._is_canceled:
                raise Canceled("it was stopped")
            said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the program is ended
            process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own, found by us
                command,
                env=dict(env),
                stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
            )
            started = Program(Path(command[0]).name, process, said)
            self._programs.append(started)
        return started

    def cancel(self) -> None:
        """Stop everything; whoever waits for it fails. Safe from another thread."""
        with self._lock:
            self._is_canceled = True
            for each in self._programs:
                each.kill()

    def end(self) -> None:
        """Kill what still runs and close all ends."""
        with self._lock:
            for each in self._programs:
                each.end()

    def must_not_be_canceled(self) -> None:
        """Raise Canceled where somebody has asked to stop."""
        if self._is_canceled:
            raise Canceled("it was stopped")


def pieces_of(stream: BufferedIOBase) -> Iterator[bytes]:
    """What a stream holds, piece by piece."""
    while piece := stream.read(READ_BYTES):
        yield piece


@contextmanager
def closing(*streams: BufferedIOBase) -> Iterator[None]:
    """Close these at the end, so that whoever reads or writes the other ends goes on or gives up."""
    try:
        yield
    finally:
        for stream in streams:
            _close(stream)


def _close(stream: IO[bytes] | BufferedIOBase) -> None:
    try:
        stream.close()
    except BrokenPipeError:  # the other end was quicker; the descriptor is closed all the same
        return
