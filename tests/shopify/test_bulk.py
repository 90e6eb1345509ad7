from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import msgspec
import pytest
from shopify.stand_in import SHOP, Answer, MovableClock, Wire, data

from inventorysync.shopify import bulk
from inventorysync.shopify.budget import LocalBudget
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.errors import ShopifyUnavailable, UserErrors
from inventorysync.shopify.generated import bulk_catalogue

ACCESS = ShopAccess(SHOP, "shpat_secret")
URL = "https://storage.example/result.jsonl?signature=x"
PRODUCT = {
    "__typename": "Product",
    "id": "gid://shopify/Product/1",
    "title": 'Mug "__parentId": no',
    "handle": "mug",
    "status": "ACTIVE",
    "vendor": "V",
    "productType": "",
    "tags": [],
    "updatedAt": "2026-11-23T10:00:00Z",
}
VARIANT = {
    "__typename": "ProductVariant",
    "id": "gid://shopify/ProductVariant/2",
    "title": "Default",
    "sku": None,
    "barcode": None,
    "price": "12.50",
    "updatedAt": "2026-11-23T10:00:00Z",
    "inventoryItem": {
        "id": "gid://shopify/InventoryItem/3",
        "sku": None,
        "tracked": True,
        "requiresShipping": True,
        "updatedAt": "2026-11-23T10:00:00Z",
        "unitCost": None,
    },
    "__parentId": "gid://shopify/Product/1",
}


def client(*answers: Answer) -> AdminClient:
    clock = MovableClock()
    return AdminClient(Wire(list(answers)).client(), LocalBudget(clock), clock, lambda: 1.0)


def lines(count: int) -> bytes:
    rows = [{**(VARIANT if n % 3 else PRODUCT), "id": f"gid://shopify/X/{n}"} for n in range(count)]
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def storage(content: bytes, *, ranges: bool = True) -> Callable[[httpx2.Request], httpx2.Response]:
    def answer(request: httpx2.Request) -> httpx2.Response:
        wanted = request.headers.get("Range")
        if not wanted or not ranges:
            return httpx2.Response(200, content=content)
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            return httpx2.Response(416)
        return httpx2.Response(206, content=content[start:])

    return answer


async def ids(client: AdminClient, offset: int = 0) -> tuple[list[str], list[int]]:
    found, offsets = [], []
    async for batch in bulk.stream(client, URL, bulk_catalogue.QUERY.row_types, offset=offset):
        found += [row.id for row in batch.rows]
        offsets.append(batch.next_offset)
    return found, offsets


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH_BYTES", 256 * 1024)


async def test_rows_are_told_apart_and_typed() -> None:
    content = msgspec.json.encode(PRODUCT) + b"\n" + msgspec.json.encode(VARIANT)
    rows: list[Any] = []
    async for batch in bulk.stream(client(storage(content)), URL, bulk_catalogue.QUERY.row_types):
        rows += batch.rows
    product, variant = rows
    assert isinstance(product, bulk_catalogue.Product)
    assert isinstance(variant, bulk_catalogue.ProductVariant)
    assert (variant.parent_id, str(variant.price)) == (product.id, "12.50")


@pytest.mark.parametrize("ranges", [True, False])
async def test_a_stream_goes_on_where_it_stopped(ranges: bool) -> None:  # noqa: FBT001
    content = lines(5000)
    everything, offsets = await ids(client(storage(content)))
    assert everything == [f"gid://shopify/X/{n}" for n in range(5000)]
    assert len(offsets) > 3
    assert offsets[-1] == len(content)
    for offset in (offsets[0], offsets[-2]):
        rest, _ = await ids(client(storage(content, ranges=ranges)), offset)
        assert rest == everything[content[:offset].count(b"\n") :]
    assert await ids(client(storage(content, ranges=ranges)), len(content)) == ([], [])


async def test_an_interrupted_stream_has_given_whole_rows_and_the_place_to_go_on() -> None:
    content = lines(5000)

    class Broken(httpx2.SyncByteStream, httpx2.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b""

        async def __aiter__(self) -> Any:
            yield content[:700_000]
            raise httpx2.ReadError("reset")

    seen: list[str] = []
    offsets: list[int] = []

    async def read() -> None:
        broken = client(httpx2.Response(200, stream=Broken()))
        async for batch in bulk.stream(broken, URL, bulk_catalogue.QUERY.row_types):
            seen.extend(row.id for row in batch.rows)
            offsets.append(batch.next_offset)

    with pytest.raises(ShopifyUnavailable):
        await read()
    rest, _ = await ids(client(storage(content)), offsets[-1])
    assert seen + rest == [f"gid://shopify/X/{n}" for n in range(5000)]


async def test_an_expired_address_and_a_row_of_another_form_are_errors() -> None:
    with pytest.raises(ShopifyUnavailable, match="403"):
        await ids(client(httpx2.Response(403)))
    with pytest.raises(msgspec.ValidationError):
        await ids(client(storage(b'{"__typename":"Product","id":7}\n')))


async def test_starting_is_refused_while_five_run() -> None:
    error = {"code": "OPERATION_IN_PROGRESS", "field": None, "message": "5 are running"}
    answer = data({"bulkOperationRunQuery": {"bulkOperation": None, "userErrors": [error]}})
    with pytest.raises(UserErrors, match="5 are running"):
        await bulk.start(client(answer), ACCESS, bulk_catalogue.QUERY)


async def test_a_status_counts_rows_as_numbers() -> None:
    found = {
        "id": "gid://shopify/BulkOperation/1",
        "type": "QUERY",
        "status": "COMPLETED",
        "errorCode": None,
        "createdAt": "2026-11-23T10:00:00Z",
        "completedAt": "2026-11-23T10:01:00Z",
        "objectCount": "4070",
        "rootObjectCount": "70",
        "fileSize": "123456",
        "url": URL,
        "partialDataUrl": None,
    }
    status = await bulk.look(client(data({"bulkOperation": found})), ACCESS, "gid://shopify/BulkOperation/1")
    assert status is not None
    assert (status.rows, status.root_rows, status.size_bytes) == (4070, 70, 123456)
    assert status.is_complete
    assert status.has_ended
    assert await bulk.look(client(data({"bulkOperation": None})), ACCESS, "gid") is None
