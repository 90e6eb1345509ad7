import httpx2

from inventorysync.shopify.transport import DevelopmentTransport


async def test_calls_to_a_shop_reach_the_development_store_under_the_shops_name() -> None:
    seen: list[tuple[str, str]] = []

    def store(request: httpx2.Request) -> httpx2.Response:
        seen.append((str(request.url), request.headers["Host"]))
        return httpx2.Response(200)

    transport = DevelopmentTransport("http://127.0.0.1:8100", httpx2.MockTransport(store))
    async with httpx2.AsyncClient(transport=transport) as client:
        await client.post("https://a.myshopify.com/admin/api/2026-10/graphql.json")
        await client.get("http://127.0.0.1:8100/files/1?signature=s")
    assert seen == [
        ("http://127.0.0.1:8100/admin/api/2026-10/graphql.json", "a.myshopify.com"),
        ("http://127.0.0.1:8100/files/1?signature=s", "127.0.0.1:8100"),
    ]
