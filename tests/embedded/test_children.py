import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inventorysync.entry.children import ChildFailed, Children
from inventorysync.entry.embedded.process import command_line_of, free_port, wait_until

SLEEP = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
PARENT = """
import sys, time
from pathlib import Path
from inventorysync.entry.children import Children
child = Children(Path(sys.argv[1])).start("child", [sys.executable, "-c", "import time; time.sleep(60)"], {})
print(child.process.pid, flush=True)
time.sleep(60)
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_process_that_ends_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    children = Children(tmp_path)
    child = children.start("api", python("import sys; print('no such table', flush=True); sys.exit(3)"), {})
    child.process.wait(30)
    with pytest.raises(ChildFailed, match=r"(?s)api ended with code 3.*no such table"):
        children.require_alive()


def test_a_process_is_ready_when_it_answers(tmp_path: Path) -> None:
    port = free_port()
    children = Children(tmp_path)
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    child = children.start("store", server, {}, f"http://127.0.0.1:{port}/")
    children.wait_until_ready(child, 30)
    children.end()
    assert child.process.returncode == -signal.SIGTERM


def test_a_process_that_does_not_answer_in_time_is_named(tmp_path: Path) -> None:
    children = Children(tmp_path)
    child = children.start("store", python(SLEEP), {}, f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(ChildFailed, match="store is not ready after 0 s"):
        children.wait_until_ready(child, 0.3)
    children.end()


def test_all_end_also_one_that_does_not_want_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventorysync.entry.children.END_SECONDS", 0.5)
    children = Children(tmp_path)
    polite = children.start("polite", python(SLEEP), {})
    stubborn = children.start("stubborn", python(STUBBORN), {})
    assert wait_until(lambda: "up" in stubborn.log.read_text(), 30)
    children.end()
    assert polite.process.returncode == -signal.SIGTERM
    assert stubborn.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a killed parent")
def test_no_process_outlives_a_killed_parent(tmp_path: Path) -> None:
    with subprocess.Popen([*python(PARENT), str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert command_line_of(child) is not None
        time.sleep(0.2)
        os.kill(parent.pid, signal.SIGKILL)
    assert wait_until(lambda: command_line_of(child) is None, 10)
