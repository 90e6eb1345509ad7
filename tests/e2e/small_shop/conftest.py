"""One system for all files of this folder: starting it takes longer than most of them."""

from collections.abc import Iterator

import pytest

from e2e.system import System, running_system
from inventorysync.backups.sealing import new_key


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("small")
    settings = {"BACKUP_TO": str(folder / "backups"), "BACKUP_KEY": new_key()}
    with running_system(folder, products=40, settings=settings) as running:
        yield running
