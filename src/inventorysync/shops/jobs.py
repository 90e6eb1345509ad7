"""Work of shops that runs by the clock."""

from datetime import timedelta

import structlog

from inventorysync.kit.problems import Refusal
from inventorysync.shopify.errors import ShopifyError
from inventorysync.shops import actions, queries
from inventorysync.shops.actions import ShopifyLink

log = structlog.get_logger(__name__)

REFRESH_TOKENS_WITHIN = timedelta(days=14)


async def refresh_ageing_tokens(link: ShopifyLink) -> int:
    """Renew the pairs whose refresh token ends within 14 days; runs daily and is safe twice.

    Returns how many were renewed. A shop that cannot be renewed now does not keep the others waiting.
    """
    async with link.database.system() as connection:
        shops = await queries.list_shops(connection)
    renewed = 0
    for shop in shops:
        try:
            renewed += await actions.refresh_if_ageing(link, shop.shop_id, within=REFRESH_TOKENS_WITHIN)
        except (Refusal, ShopifyError) as error:
            log.warning("token_not_renewed", shop_id=shop.shop_id, error=str(error))
    return renewed
