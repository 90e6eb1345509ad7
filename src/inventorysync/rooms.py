"""The list of rooms: a room whose tables, routes or jobs exist is named here, in one line each."""

from sqlalchemy import MetaData

from inventorysync.catalog import models as catalog_models
from inventorysync.kit.db import Base
from inventorysync.locations import models as location_models
from inventorysync.privacy import models as privacy_models
from inventorysync.shops import models as shop_models
from inventorysync.stock import models as stock_models
from inventorysync.sync import models as sync_models

MODELS = (shop_models, catalog_models, location_models, stock_models, sync_models, privacy_models)


def metadata() -> MetaData:
    """All tables of all rooms."""
    return Base.metadata
