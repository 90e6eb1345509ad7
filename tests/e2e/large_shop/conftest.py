"""One system for all files of this folder, with enough to count and to write while it is killed."""

from collections.abc import Iterator

import pytest

from e2e.system import System, running_system


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("large"), products=500) as running:
        yield running
