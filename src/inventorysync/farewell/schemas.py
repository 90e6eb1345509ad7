"""The API's words for leaving."""

from uuid import UUID

from pydantic import BaseModel


class OpenTransfer(BaseModel):
    """A transfer made here that has not ended in Shopify; one with shipments cannot be canceled."""

    id: UUID
    name: str
    state: str
    origin_name: str
    destination_name: str
    has_shipments: bool


class Standing(BaseModel):
    """What of ours stands in Shopify or is on its way there, as last read."""

    is_clear: bool
    transfers_open: int
    transfers: list[OpenTransfer]
    lines_waiting: int
    writes_open: int
    steps_waiting: int
