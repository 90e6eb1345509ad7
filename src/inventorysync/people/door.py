"""How people come in: staff with Shopify's ID token, others with an access token of ours."""

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.problems import NotFound
from inventorysync.people import actions, queries, rules, tokens
from inventorysync.people.tokens import BadToken, Signing
from inventorysync.shops.access import NotSignedIn, Standing, Viewer, viewer_of_member
from inventorysync.shops.queries import get_shop


class PeoplesDoor:
    """Knows the members of every shop; what the gate asks for those it does not know itself."""

    def __init__(self, database: Database, clock: Clock, signing: Signing) -> None:
        self._database = database
        self._clock = clock
        self._signing = signing

    def holds(self, token: str) -> bool:
        """Whether the token says of itself that it is an access token."""
        return tokens.is_access_token(token)

    async def viewer_of(self, token: str) -> Viewer:
        """The member it speaks for; raises NotSignedIn for a bad or expired token and an ended sign-in."""
        now = self._clock.now()
        try:
            claim = tokens.read_access_token(self._signing, token, now)
        except BadToken as error:
            raise _not_signed_in(str(error)) from error
        async with self._database.shop(claim.shop_id) as connection:
            if not await queries.is_signed_in(connection, claim.shop_id, claim.sign_in_id, now):
                raise _not_signed_in("you are signed out; sign in again")
            try:
                member = await queries.get_member(connection, claim.shop_id, claim.member_id)
                shop = await get_shop(connection, claim.shop_id)
            except NotFound as error:
                raise _not_signed_in("you do not belong to this shop any more") from error
            missing = await rules.missing_of(connection, claim.shop_id, member, claim.sign_in_id)
            await actions.note_seen(connection, claim.shop_id, member, now)
        standing = Standing(member.member_id, member.role, member.locations, member.name)
        return viewer_of_member(shop, "member", str(member.member_id), standing, claim.sign_in_id, missing)

    async def standing_of_staff(self, shop_id: int, user_id: str) -> Standing:
        """What Shopify's staff member is in the shop; raises NotPermitted for one who was removed."""
        async with self._database.shop(shop_id) as connection:
            return await actions.standing_of_staff(connection, shop_id, user_id, self._clock.now())


def _not_signed_in(detail: str) -> NotSignedIn:
    return NotSignedIn(detail, headers={"WWW-Authenticate": "Bearer"})
