"""Memory and cold start of the processes, as the kernel counts them."""

import time
from pathlib import Path

from e2e.system import System, answers, wait_until

from bench.table import Row


def memory_rows(system: System) -> list[Row]:
    """An idle api started anew, and the most that the workers have held since the system started."""
    cold = cold_start_seconds(system)
    api = _megabytes(system.processes["api1"].pid, "VmRSS")
    worker = max(_megabytes(system.processes[f"worker{n}"].pid, "VmHWM") for n in range(2))
    return [
        Row("cold start of an api until it is ready", f"{cold:.1f} s", "<= 2 s", cold <= 2),
        Row("memory of an idle api", f"{api:.0f} MB", "<= 100 MB", api <= 100),
        Row("memory of a worker at its most", f"{worker:.0f} MB", "<= 400 MB", worker <= 400),
    ]


def cold_start_seconds(system: System) -> float:
    """From the command to the first answer of /health/ready."""
    system.kill("api1")
    began = time.perf_counter()
    system.start_api(1)
    wait_until(lambda: answers(f"{system.api_urls[1]}/health/ready"), 30, "the api")
    return time.perf_counter() - began


def _megabytes(pid: int, what: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024
