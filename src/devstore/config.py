"""What a development store is started with."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

SHOP_NUMBER = 60_000_001


@dataclass(frozen=True)
class Config:
    """The choices of one process; `speed` is how many times faster than life its customers are.

    `products` and `locations` say how much of the demonstration data a first start loads (None = all).
    """

    port: int
    data_dir: Path
    app_urls: tuple[str, ...]
    client_id: str
    client_secret: str
    app_config: Path
    old_client_secret: str = ""
    products: int | None = None
    locations: int | None = None
    speed: float = 1.0
    api_version: str = "2026-10"
    shop_domain: str = "inventorysync-demo.myshopify.com"


def read_scopes(app_config: Path) -> tuple[str, ...]:
    """The scopes a merchant agrees to at installation, as shopify.app.toml asks for them."""
    wanted = tomllib.loads(app_config.read_text(encoding="utf-8")).get("access_scopes", {}).get("scopes", "")
    return tuple(scope.strip() for scope in wanted.split(",") if scope.strip())
