"""The outbox of a development installation: every mail, with its link; elsewhere there is no such page."""

from pathlib import Path

import httpx2
from support.people import browser_of
from support.running_api import ShopInApi, running_api, settings_for


async def test_in_development_an_invitation_is_found_in_the_outbox(
    database_url: str, redis_url: str, shop: ShopInApi, tmp_path: Path
) -> None:
    changes = {"environment": "development", "data_dir": tmp_path}
    settings = settings_for(database_url, redis_url).model_copy(update=changes)
    async with running_api(settings) as (app, api):
        wanted = {"email": "ada@example.com", "role": "viewer"}
        sent = await api.post("/api/v1/invitations", json=wanted, headers=shop.headers)
        assert (sent.json()["mailed"], sent.json()["link"]) == (True, None)
        page = (await api.get("/outbox")).text
        assert "to ada@example.com" in page
        link = page.partition('href="')[2].partition('"')[0]
        token = link.partition("#token=")[2]
        offer = await browser_of(app).post("/api/v1/sign-in/offer", json={"token": token})
        assert offer.json()["email"] == "ada@example.com"


async def test_elsewhere_there_is_no_outbox(api: httpx2.AsyncClient) -> None:
    assert "Outbox" not in (await api.get("/outbox")).text
