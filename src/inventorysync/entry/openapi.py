"""Prints the API's description, from which the web app's client is generated."""

import json
import sys

from inventorysync.entry.web import create_app
from inventorysync.settings import Settings


def main() -> None:
    """Write openapi.json to standard output, the same for the same code."""
    description = create_app(Settings(environment="test")).openapi()
    sys.stdout.write(json.dumps(description, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
