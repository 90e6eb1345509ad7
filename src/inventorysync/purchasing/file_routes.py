"""Files of orders and the shop's logo over HTTP: what is handed out is a download, or our own picture."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from inventorysync.kit.problems import NotFound
from inventorysync.purchasing import file_queries, logos
from inventorysync.purchasing.actions.filing import BYTES_MAX, FileTooLarge, add_file, remove_file
from inventorysync.purchasing.actions.ruling import remove_logo, set_logo
from inventorysync.purchasing.mail_schemas import LogoOut
from inventorysync.purchasing.requests import Speaker, answer_order, tell, who_asks
from inventorysync.purchasing.schemas import OrderOut
from inventorysync.shops.access import Admin, Reader, ShopConnection

router = APIRouter(prefix="/purchase-orders/{order_id}/files", tags=["purchase orders"])
logo_router = APIRouter(prefix="/purchasing-rules/logo", tags=["purchase orders"])
BINARY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Name = Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]
# Should a browser ever show it in spite of being told to save it: it runs nothing and loads nothing.
AS_DOWNLOAD = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@router.post("", status_code=201, openapi_extra=BINARY)
async def post_order_file(
    request: Request, viewer: Speaker, connection: ShopConnection, order_id: UUID, name: Name
) -> OrderOut:
    """Keep a file with an order: PDF, PNG, JPEG, WEBP, XLSX, DOCX or text. The body is the file itself."""
    content = await _body(request, BYTES_MAX)
    await add_file(connection, viewer.shop_id, order_id, name, content, who_asks(request, viewer))
    tell(request, connection, viewer.shop_id, order_id)
    return await answer_order(connection, viewer, order_id)


@router.get("/{file_id}", response_class=Response, responses={200: {"content": {"*/*": {}}}})
async def get_order_file(
    viewer: Reader, connection: ShopConnection, order_id: UUID, file_id: UUID
) -> Response:
    """A file of an order, to be saved."""
    record, content = await file_queries.get_file(connection, viewer.shop_id, order_id, file_id)
    headers = {**AS_DOWNLOAD, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(record.name)}"}
    return Response(content, media_type=record.media_type, headers=headers)


@router.delete("/{file_id}")
async def delete_order_file(
    request: Request, viewer: Speaker, connection: ShopConnection, order_id: UUID, file_id: UUID
) -> OrderOut:
    """Have a file of an order be gone."""
    await remove_file(connection, viewer.shop_id, order_id, file_id, who_asks(request, viewer))
    tell(request, connection, viewer.shop_id, order_id)
    return await answer_order(connection, viewer, order_id)


@logo_router.put("", openapi_extra=BINARY)
async def put_logo(request: Request, viewer: Admin, connection: ShopConnection) -> LogoOut:
    """Have orders bear this logo: a PNG or JPEG, which is drawn anew. The body is the file itself."""
    content = await _body(request, logos.BYTES_MAX)
    logo = await set_logo(connection, viewer.shop_id, content, who_asks(request, viewer))
    return LogoOut(width=logo.width, height=logo.height, changed_at=logo.changed_at)


@logo_router.get("", response_class=Response, responses={200: {"content": {"image/png": {}}}})
async def get_logo(viewer: Reader, connection: ShopConnection) -> Response:
    """The logo that orders bear, as a PNG."""
    logo = await file_queries.find_logo(connection, viewer.shop_id)
    if logo is None:
        raise NotFound("this shop has no logo")
    headers = {**AS_DOWNLOAD, "Content-Disposition": 'inline; filename="logo.png"'}
    return Response(logo.content, media_type="image/png", headers=headers)


@logo_router.delete("", status_code=204)
async def delete_logo(request: Request, viewer: Admin, connection: ShopConnection) -> None:
    """Have orders bear no logo any more."""
    await remove_logo(connection, viewer.shop_id, who_asks(request, viewer))


async def _body(request: Request, bytes_max: int) -> bytes:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > bytes_max:
            raise FileTooLarge.beyond(bytes_max)
    return bytes(content)
