"""One system for all files of this folder: starting it takes longer than most of them."""

from collections.abc import Iterator

import pytest

from e2e.system import System, running_system


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("small"), products=40) as running:
        yield running
