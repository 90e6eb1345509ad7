"""Whatever is sent, an operation answers as the API's own description says, and never with our own fault."""

import json
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from support.running_api import ShopInApi

from inventorysync.entry.web import create_app
from inventorysync.settings import Settings

EXAMPLES = 25
DESCRIPTION = create_app(Settings(environment="test")).openapi()
_FOUND: Any = schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations()
OPERATIONS: dict[str, Any] = {operation.label: operation for operation in (found.ok() for found in _FOUND)}


def request_of(case: Case[Any], shop: ShopInApi) -> dict[str, Any]:
    """The arguments of a request that carries what was generated, as the shop's own key."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace("{" + name + "}", quote(str(value), safe=""))
    headers = {name: str(value).encode("utf-8", "replace") for name, value in (case.headers or {}).items()}
    request: dict[str, Any] = {
        "method": case.method,
        "url": path,
        "params": {name: value for name, value in (case.query or {}).items() if value is not None},
        "headers": headers | {name: value.encode() for name, value in shop.headers.items()},
    }
    if case.media_type == "application/json":
        body = case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()
        request |= {"content": body, "headers": request["headers"] | {"Content-Type": b"application/json"}}
    return request


def test_the_description_names_every_operation() -> None:
    described = sum(len(methods) for methods in DESCRIPTION["paths"].values())
    assert len(OPERATIONS) == described >= 22


@pytest.mark.parametrize("label", sorted(OPERATIONS))
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a failure is told at once: what was sent stands in its message
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
async def test_an_operation_answers_as_it_is_described(
    api: httpx2.AsyncClient, shop: ShopInApi, label: str, data: st.DataObject
) -> None:
    operation = OPERATIONS[label]
    mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    request = request_of(case, shop)
    try:
        answer = await api.request(**request)
    except httpx2.InvalidURL:
        reject()  # longer than the client sends
    documented = DESCRIPTION["paths"][operation.path][operation.method.lower()]["responses"]
    assert str(answer.status_code) in documented, (answer.status_code, answer.text, request)
    assert answer.status_code < 500, (answer.text, request)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
