"""The processes a demo runs: start, wait until they answer, watch, end."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2

from inventorysync.entry.embedded.process import spawn, tail

END_SECONDS = 15.0
POLL_SECONDS = 0.05


class ChildFailed(Exception):
    """A process ended, or did not become ready; the message shows the end of its log."""


@dataclass
class Child:
    """A running process, its log, and where it says that it is ready."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    ready_url: str | None

    def require_alive(self) -> None:
        """Raise ChildFailed when the process has ended."""
        code = self.process.poll()
        if code is not None:
            raise ChildFailed(f"{self.name} ended with code {code}; {self.log} ends with:\n{tail(self.log)}")


class Children:
    """All processes of one run."""

    def __init__(self, log_dir: Path) -> None:
        self._log_dir = log_dir
        self._children: list[Child] = []
        log_dir.mkdir(parents=True, exist_ok=True)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        env: Mapping[str, str],
        ready_url: str | None = None,
    ) -> Child:
        """Start a process that the kernel ends with us; its output goes to `{name}.log`, begun anew."""
        log = self._log_dir / f"{name}.log"
        log.unlink(missing_ok=True)
        process = spawn(command, log, death_signal=signal.SIGTERM, env=dict(env))
        child = Child(name, process, log, ready_url)
        self._children.append(child)
        return child

    def wait_until_ready(self, child: Child, seconds: float) -> None:
        """Return when the child answers 200; raise ChildFailed when any child ended or time is up."""
        deadline = time.monotonic() + seconds
        while not _answers(child.ready_url):
            self.require_alive()
            if time.monotonic() > deadline:
                late = f"{child.name} is not ready after {seconds:.0f} s"
                raise ChildFailed(f"{late}; {child.log} ends with:\n{tail(child.log)}")
            time.sleep(POLL_SECONDS)

    def require_alive(self) -> None:
        """Raise ChildFailed for the first process that has ended."""
        for child in self._children:
            child.require_alive()

    def end(self) -> None:
        """End all, the last started first: politely, then not."""
        for child in reversed(self._children):
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + END_SECONDS
        for child in reversed(self._children):
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()


def _answers(url: str | None) -> bool:
    if url is None:
        return True
    try:
        return httpx2.get(url, timeout=2.0, trust_env=False).status_code == httpx2.codes.OK
    except httpx2.TransportError:
        return False
