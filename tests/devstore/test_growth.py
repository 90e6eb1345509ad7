"""A store grown past its data: it loads, opens again and writes its bulk file in reasonable time."""

import asyncio
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from support.development_shop import serve_shop

from devstore.clock import Clock
from devstore.demo_data.loading import load_demo
from devstore.state import NAMES, ON_HAND_PARTS, Store

VARIANTS, LOCATIONS = 5_000, 6
LEVELS = """{ inventoryItems { edges { node { id inventoryLevels(includeInactive: true) { edges { node {
  id updatedAt location { id } quantities(names: ["available", "on_hand"]) { name quantity updatedAt }
} } } } } } }"""
RUN = "mutation R($query: String!) { bulkOperationRunQuery(query: $query) { userErrors { message } } }"


def test_a_grown_store_is_whole_quick_to_open_and_quick_to_export(tmp_path: Path) -> None:
    began = time.process_time()
    store = Store.open(tmp_path / "store.db", Clock())
    told = load_demo(store, VARIANTS, LOCATIONS)
    store.close()
    loaded = time.process_time()
    again = Store.open(tmp_path / "store.db", Clock())
    opened = time.process_time()
    assert (told["variants"], told["locations"], told["levels"]) == (
        VARIANTS,
        LOCATIONS,
        len(again.levels),
    )
    assert len(again.levels) > 4 * VARIANTS
    for level in again.levels.values():
        assert level.quantities.keys() == set(NAMES)
        assert level.quantities["on_hand"] == sum(level.quantities[name] for name in ON_HAND_PARTS)
        assert level.quantities["available"] >= 0
    lines, seconds = asyncio.run(exported(again, tmp_path))
    assert lines == {"item": VARIANTS, "level": len(again.levels)}
    again.close()
    assert loaded - began < 40
    assert opened - loaded < 10
    assert sum(lines.values()) / seconds > 20_000, f"{sum(lines.values())} lines took {seconds:.1f} s"


async def exported(store: Store, folder: Path) -> tuple[Counter[str], float]:
    """The lines of the file of all levels by what they are, and how long the processor took."""
    shop = serve_shop(store, folder)
    began = time.process_time()
    assert shop.ask(RUN, {"query": LEVELS})["data"]["bulkOperationRunQuery"]["userErrors"] == []
    (operation,) = shop.graphql.bulk.by_number.values()
    for _ in range(3000):
        if operation.status == "COMPLETED":
            break
        await asyncio.sleep(0.01)
    seconds = time.process_time() - began
    assert operation.url is not None
    file = shop.files.result_path(urlsplit(operation.url).path.rpartition("/")[2])
    decode = msgspec.json.Decoder().decode
    rows = map(decode, file.read_bytes().splitlines())
    return Counter("level" if "__parentId" in row else "item" for row in rows), seconds
