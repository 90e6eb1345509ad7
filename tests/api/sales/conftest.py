"""A planner's desk in a shop of its own."""

import httpx2
import pytest
from support.planner_desk import PlannerDesk
from support.running_api import ShopInApi

from inventorysync.kit.db import Database


@pytest.fixture
def desk(api: httpx2.AsyncClient, database: Database, shop: ShopInApi) -> PlannerDesk:
    return PlannerDesk(api, database, shop)
