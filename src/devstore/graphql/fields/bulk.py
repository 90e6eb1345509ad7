"""Bulk operations as the API shows them."""

from devstore.graphql.fields.paging import attribute
from devstore.graphql.selection import Resolver
from devstore.state import gid

FIELDS: dict[str, dict[str, Resolver]] = {
    "BulkOperation": {
        "id": lambda source, _a, _c: gid("BulkOperation", source.id),
        "type": attribute("type"),
        "status": attribute("status"),
        "errorCode": attribute("error_code"),
        "createdAt": attribute("created_at"),
        "completedAt": attribute("completed_at"),
        "objectCount": lambda source, _a, _c: str(source.object_count),
        "rootObjectCount": lambda source, _a, _c: str(source.root_object_count),
        "fileSize": lambda source, _a, _c: None if source.file_size is None else str(source.file_size),
        "query": attribute("query"),
        "url": attribute("url"),
        "partialDataUrl": attribute("partial_data_url"),
    },
}
