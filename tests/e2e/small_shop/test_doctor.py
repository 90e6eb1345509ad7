"""`inventorysync doctor` on a system that is well."""

import subprocess

from e2e.system import BIN, ROOT, System, wait_until


def test_the_doctor_finds_nothing_in_a_system_that_is_well(system: System) -> None:
    said = ""

    def is_well() -> bool:
        nonlocal said
        ended = subprocess.run(
            [BIN / "inventorysync", "doctor"],
            env=system.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        said = ended.stdout
        return ended.returncode == 0

    wait_until(is_well, 40, "what the files before have left open is done")
    lines = said.splitlines()
    assert lines[-1] == f"{len(lines) - 2} well, 0 not"
    assert any(line.startswith("✓ workers: shops driven: 1; workers: 1") for line in lines)
    assert any(".myshopify.com: in step, " in line for line in lines)
