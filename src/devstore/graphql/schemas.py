"""Shopify's published schemas, and which access scopes their types and fields need (PLATFORM.md A.8)."""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from graphql import GraphQLSchema, IntrospectionQuery, build_client_schema

VERSIONS = ("2026-07", "2026-10")


@dataclass(frozen=True)
class ApiVersion:
    """One version of the Admin API."""

    name: str
    schema: GraphQLSchema
    type_scopes: dict[str, frozenset[str]]
    field_scopes: dict[tuple[str, str], frozenset[str]]
    required_access: dict[tuple[str, str | None], str]


def serving(name: str) -> str:
    """The version that answers a request for `name`: unknown ones fall to the oldest that is supported."""
    return name if name in VERSIONS else VERSIONS[0]


@cache
def load_version(name: str) -> ApiVersion:
    """The schema of a version, about half a second the first time."""
    packed = files("devstore").joinpath("schema", f"admin_{name}.json.gz").read_bytes()
    content: dict[str, Any] = json.loads(gzip.decompress(packed))
    schema = build_client_schema(cast("IntrospectionQuery", content["data"]), assume_valid=True)
    types: dict[str, frozenset[str]] = {}
    fields: dict[tuple[str, str], frozenset[str]] = {}
    sentences: dict[tuple[str, str | None], str] = {}
    for item in content["offline_scopes"]["items"]:
        scopes = frozenset(item["offlineScopes"])
        if not scopes:
            continue
        sentences[(item["typeName"], item.get("fieldName"))] = item["requiredAccess"]
        if item["type"] == "field":
            fields[(item["typeName"], item["fieldName"])] = scopes
        else:
            types[item["typeName"]] = scopes
    return ApiVersion(name, schema, types, fields, sentences)
