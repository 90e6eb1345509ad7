"""Hold an embedded service open until a line arrives: holder.py SERVICE DATA_DIR orphan|bound."""

import sys
from pathlib import Path

from inventorysync.entry.embedded.postgres import start_postgres
from inventorysync.entry.embedded.valkey import start_valkey

service, data_dir, fate = sys.argv[1:]
start = {"postgres": start_postgres, "valkey": start_valkey}[service]
with start(Path(data_dir), end_with_parent=fate == "bound") as url:
    sys.stdout.write(url + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
