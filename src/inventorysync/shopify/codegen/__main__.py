"""Make `generated/`: `python -m inventorysync.shopify.codegen`; with `--check` only compare.

Structs of msgspec, not pydantic models: a page of 250 levels is decoded straight from the bytes of the
answer, several times faster and in less memory, and an absent input field differs from an explicit null,
which `changeFromQuantity` needs (PLATFORM.md C.4).
"""

import argparse
import gzip
import json
import sys
from pathlib import Path

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    build_client_schema,
    parse,
    print_ast,
    validate,
)

from inventorysync.shopify.codegen.cost import cost_of_operation
from inventorysync.shopify.codegen.inputs import inputs_module, variables_class
from inventorysync.shopify.codegen.selections import Module, bulk_rows, output_class
from inventorysync.shopify.codegen.text import HEADER, DoesNotFit, class_, imports

HERE = Path(__file__).parents[1]
OPERATIONS = HERE / "operations"
GENERATED = HERE / "generated"
SCHEMA = HERE.parents[1] / "devstore" / "schema" / "admin_2026-10.json.gz"


def load_schema(path: Path = SCHEMA) -> GraphQLSchema:
    """The Admin API's schema from its gzipped introspection."""
    introspection = json.loads(gzip.decompress(path.read_bytes()))
    return build_client_schema(introspection.get("data", introspection), assume_valid=True)


def generate(schema: GraphQLSchema, operations: Path = OPERATIONS) -> dict[str, str]:
    """File name → text of every generated module. Raises DoesNotFit."""
    files = {"__init__.py": '"""Typed operations, one module each, and their inputs."""\n'}
    used_inputs: set[str] = set()
    for source in sorted(operations.glob("*.graphql")):
        text, inputs = _operation_module(schema, source)
        files[f"{source.stem}.py"] = text
        used_inputs |= inputs
    files["inputs.py"] = inputs_module(schema, used_inputs)
    return files


def _operation_module(schema: GraphQLSchema, source: Path) -> tuple[str, set[str]]:
    """The text of one module and the input types it uses."""
    document = parse(source.read_text(), no_location=True)
    if faults := validate(schema, document):
        raise DoesNotFit(f"{source.name}: " + "; ".join(fault.message for fault in faults))
    operation = document.definitions[0]
    if len(document.definitions) != 1 or not isinstance(operation, OperationDefinitionNode):
        raise DoesNotFit(f"{source.name}: one operation a file, and no fragments")
    root = schema.get_root_type(operation.operation)
    if root is None or operation.name is None:
        raise DoesNotFit(f"{source.name}: the operation needs a name and a root")
    printed = print_ast(document)
    head = HEADER.format(source=source.name)
    if " edges {" in printed:  # connections as edges are what bulk queries are made of (PLATFORM.md C.2)
        module = Module(schema)
        bulk_rows(module, root, operation.selection_set, parent=False)
        return head + _bulk_text(operation.name.value, printed, module), set()
    module = Module(schema)
    output_class(module, "Data", root, operation.selection_set)
    inputs: set[str] = set()
    module.classes["Variables"] = variables_class(schema, operation, inputs)
    cost = cost_of_operation(schema, operation, root)
    return head + _text(operation, printed, module, cost, uses_inputs=bool(inputs)), inputs


def _text(
    operation: OperationDefinitionNode,
    printed: str,
    module: Module,
    cost: int,
    *,
    uses_inputs: bool,
) -> str:
    name = operation.name.value if operation.name else ""
    says = {"Data": f"What {name} answers.", "Variables": f"What {name} is asked with."}
    classes = [class_(key, body, says.get(key, "Selected fields.")) for key, body in module.classes.items()]
    text = "\n\n\n".join(classes)
    contract = "from inventorysync.shopify.operation import Operation\n"
    return (
        f"\n{imports(text, inputs=uses_inputs, contract=contract)}\n\n{text}\n\n\n"
        f'DOCUMENT = """{printed}"""\n\n'
        "OPERATION = Operation(\n"
        f'    name="{name}",\n    kind="{operation.operation.value}",\n    document=DOCUMENT,\n'
        f"    cost={cost},\n    idempotent={'@idempotent' in printed},\n"
        "    variables_type=Variables,\n    data_type=Data,\n)\n"
    )


def _bulk_text(name: str, printed: str, module: Module) -> str:
    classes = []
    for key, body in module.classes.items():
        tag = f', tag_field="__typename", tag="{key}"' if key in module.rows else ""
        says = "A row of the result." if tag else "Selected fields."
        classes.append(class_(key, body, says, f'kw_only=True, rename="camel"{tag}'))
    text = "\n\n\n".join(classes)
    contract = "from inventorysync.shopify.operation import BulkQuery\n"
    return (
        f"\n{imports(text, contract=contract)}\n\n{text}\n\n\n"
        f'DOCUMENT = """{printed}"""\n\n'
        f"Row = {' | '.join(module.rows)}\n"
        f'QUERY = BulkQuery(name="{name}", document=DOCUMENT, row_types=({", ".join(module.rows)},))\n'
    )


def main() -> None:
    """Write the modules, or with --check compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schema", type=Path, default=SCHEMA, help="gzipped introspection of the Admin API")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something differs")
    options = parser.parse_args()
    files = generate(load_schema(options.schema))
    present = {path.name: path.read_text() for path in GENERATED.glob("*.py")}
    changed = sorted(name for name in files.keys() | present.keys() if files.get(name) != present.get(name))
    if options.check and changed:
        sys.exit("generated types are out of date: " + ", ".join(changed))
    for name in changed if not options.check else ():
        if name in files:
            (GENERATED / name).write_text(files[name])
        else:
            (GENERATED / name).unlink()
    sys.stdout.write(f"{len(files)} modules, {len(changed)} changed\n")


if __name__ == "__main__":
    main()
