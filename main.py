"""What `uvicorn main:app` serves."""

from inventorysync.entry.web import serve

app = serve()
