"""What a person's role lets them do. One table: every route asks for a permission, never for a role."""

from typing import Final, Literal, get_args

KeyScope = Literal["read", "write", "admin"]
KEY_SCOPES: Final[tuple[KeyScope, ...]] = get_args(KeyScope)
Permission = Literal["read", "write", "buy", "admin"]
ALL_PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)
Role = Literal["owner", "manager", "buyer", "warehouse", "viewer"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    "owner": frozenset(ALL_PERMISSIONS),
    "manager": frozenset(ALL_PERMISSIONS),
    "buyer": frozenset({"read", "buy"}),
    "warehouse": frozenset({"read", "write"}),
    "viewer": frozenset({"read"}),
}
GIVEN_BY: Final[dict[Role, frozenset[Role]]] = {
    "owner": frozenset(ROLES),
    "manager": frozenset(ROLES) - {"owner"},
}
"""Who may give and take which role; a role that is not named here gives none."""


def may_give(giver: Role | None, role: Role) -> bool:
    """Whether somebody of the role `giver` may give and take `role`; an API key with admin is a manager."""
    return role in GIVEN_BY.get(giver or "manager", frozenset())
