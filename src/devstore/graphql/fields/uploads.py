"""Staged uploads: where the variables of a bulk mutation are posted (PLATFORM.md C.2)."""

from typing import Any

from devstore.graphql.context import Context
from devstore.graphql.fields.paging import keys
from devstore.graphql.selection import Resolver
from devstore.inventory import UserError

TAKEN = "BULK_MUTATION_VARIABLES"


def _create(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    targets, errors = [], []
    for index, given in enumerate(args["input"]):
        path = ["input", str(index)]
        if given["resource"] != TAKEN:
            errors.append(UserError([*path, "resource"], f"The development store stages {TAKEN} only"))
        elif given.get("httpMethod") != "POST":
            errors.append(
                UserError([*path, "httpMethod"], "The development store takes uploads by POST only")
            )
        else:
            target = context.files.new_upload(given["filename"])
            parameters = [{"name": name, "value": value} for name, value in target.parameters]
            targets.append({"url": target.url, "resourceUrl": target.resource_url, "parameters": parameters})
    return {"stagedTargets": None if errors else targets, "userErrors": errors}


MUTATIONS: dict[str, Resolver] = {"stagedUploadsCreate": _create}

FIELDS: dict[str, dict[str, Resolver]] = {
    "StagedMediaUploadTarget": keys("url", "resourceUrl", "parameters"),
    "StagedUploadParameter": keys("name", "value"),
}
