"""The committed description of the API is the code's own, so that the web app's client is too."""

import json
from pathlib import Path

from inventorysync.entry.web import create_app
from inventorysync.settings import Settings

COMMITTED = Path(__file__).parents[2] / "frontend" / "openapi.json"


def test_the_committed_description_is_the_codes_own() -> None:
    described = create_app(Settings(environment="test")).openapi()
    assert json.loads(COMMITTED.read_text()) == json.loads(json.dumps(described)), "run make openapi"
