from pathlib import Path

import pytest

from inventorysync.shopify.codegen.__main__ import GENERATED, OPERATIONS, generate, load_schema
from inventorysync.shopify.codegen.text import DoesNotFit

SCHEMAS = OPERATIONS.parents[2] / "devstore" / "schema"


@pytest.mark.parametrize("version", ["2026-10", "2026-07"])
def test_the_generated_types_are_those_of_the_operations_and_the_schema(version: str) -> None:
    files = generate(load_schema(SCHEMAS / f"admin_{version}.json.gz"))
    committed = {path.name: path.read_text() for path in GENERATED.glob("*.py")}
    assert committed.keys() == files.keys(), "run python -m inventorysync.shopify.codegen"
    differing = [name for name, text in files.items() if committed[name] != text]
    assert differing == [], "run python -m inventorysync.shopify.codegen"


def test_an_operation_that_the_schema_does_not_know_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wrong.graphql").write_text("query Wrong { shop { id colour } }")
    with pytest.raises(DoesNotFit, match="Cannot query field 'colour' on type 'Shop'"):
        generate(load_schema(), tmp_path)


def test_no_operation_selects_a_customer_or_an_address_of_a_person() -> None:
    words = ("customer", "email", "phone", "shippingAddress", "billingAddress", "address1", "firstName")
    texts = {path.name: path.read_text() for path in OPERATIONS.glob("*.graphql")}
    assert len(texts) > 15
    for name, text in texts.items():
        code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        assert [word for word in words if word in code] == [], name
