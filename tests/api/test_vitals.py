"""What browsers measured can be watched by the operator."""

import httpx2
import pytest
from support.running_api import ShopInApi

PATH = "/api/v1/vitals"


async def count(api: httpx2.AsyncClient, series: str) -> float:
    """A series' value as Prometheus reads it; 0 before it was first counted."""
    lines = (await api.get("/metrics")).text.splitlines()
    return sum(float(line.removeprefix(series)) for line in lines if line.startswith(f"{series} "))


async def test_what_a_browser_measured_is_in_the_metrics(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    series = {
        'inventorysync_web_vital_seconds_count{page="/inventory",vital="LCP"}': 2,
        'inventorysync_web_vital_seconds_sum{page="/inventory",vital="LCP"}': 2.469,
        'inventorysync_layout_shift_count{page="elsewhere"}': 1,
    }
    before = {name: await count(api, name) for name in series}
    readings = [{"name": "LCP", "value": 1234.5}, {"name": "CLS", "value": 0.02}]
    for page in ("/inventory", "/inventory", "/made/up"):
        answer = await api.post(PATH, json={"page": page, "readings": readings}, headers=shop.headers)
        assert answer.status_code == 204, answer.text
    after = {name: await count(api, name) for name in series}
    assert {name: after[name] - before[name] for name in series} == pytest.approx(series)
    assert "/made/up" not in (await api.get("/metrics")).text


@pytest.mark.parametrize(
    ("reading", "field"),
    [
        ({"name": "LCP", "value": -1}, "value"),
        ({"name": "LCP", "value": "fast"}, "value"),
        ({"name": "XYZ", "value": 1}, "readings"),
    ],
)
async def test_what_cannot_have_been_measured_is_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, reading: dict[str, object], field: str
) -> None:
    body = {"page": "/", "readings": [reading]}
    answer = await api.post(PATH, json=body, headers=shop.headers)
    assert answer.status_code == 422, answer.text
    assert field in answer.json()["errors"][0]["field"]
