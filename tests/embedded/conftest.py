import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HOLDER = Path(__file__).with_name("holder.py")
Hold = Callable[..., "Holder"]


class Holder:
    """Another process that holds an embedded service open, and can be killed or asked to leave."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HOLDER), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url, "the holder did not start its service"

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._close()

    def leave(self) -> None:
        self._process.communicate("leave\n", timeout=60)
        self._close()

    def _close(self) -> None:
        self._process.wait(60)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def end(self) -> None:
        if self._process.poll() is None:
            self.leave()


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Start a service from another process: hold("postgres", data_dir, orphan=True)."""
    holders: list[Holder] = []

    def start(service: str, data_dir: Path, *, orphan: bool = False) -> Holder:
        holder = Holder(service, str(data_dir), "orphan" if orphan else "bound")
        holders.append(holder)
        return holder

    yield start
    for holder in holders:
        holder.end()
