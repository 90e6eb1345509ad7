"""The least that a route takes: a body made from the schema it publishes."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

Schema = dict[str, Any]


def least_body(described: Schema, operation: Schema) -> Any:
    """A body with what is required and nothing else, of the smallest values; None where there is no body."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return least(described, content["application/json"]["schema"])


def least(described: Schema, schema: Schema) -> Any:
    """The smallest value of a schema."""
    if "$ref" in schema:
        return least(described, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    several = next((schema[each] for each in ("anyOf", "oneOf", "allOf") if each in schema), None)
    if several is not None:
        return least(described, several[0])
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object":
        return {name: least(described, schema["properties"][name]) for name in schema.get("required", ())}
    if kind == "array":
        return [least(described, schema.get("items", {}))] * schema.get("minItems", 0)
    return _plain(schema, kind)


def _plain(schema: Schema, kind: str | None) -> Any:
    number = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    values: dict[Any, Any] = {"boolean": False, "integer": int(number), "number": number}
    return _text(schema) if kind == "string" else values.get(kind)


def _text(schema: Schema) -> str:
    match schema.get("format"):
        case "uuid":
            return str(UUID(int=7))
        case "date-time":
            return datetime(2026, 11, 1, tzinfo=UTC).isoformat()
        case "date":
            return "2026-11-01"
        case _:
            return "1" * max(1, int(schema.get("minLength", 1)))
