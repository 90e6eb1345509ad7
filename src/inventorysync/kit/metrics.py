"""The product's metrics, each named once."""

from prometheus_client import Counter, Gauge, Histogram

HTTP_REQUESTS = Counter("inventorysync_http_requests_total", "Requests.", ["method", "route", "status"])
HTTP_SECONDS = Histogram("inventorysync_http_request_seconds", "Time to answer.", ["method", "route"])
WEBHOOKS = Counter("inventorysync_webhooks_total", "Webhooks by what became of them.", ["result"])
STREAM_THINGS = Counter("inventorysync_stream_things_total", "Things that streams of shops did.")
STREAM_FAILURES = Counter("inventorysync_stream_failures_total", "Turns of streams that failed.", ["error"])
LEVELS_CHANGED = Counter("inventorysync_levels_changed_total", "Levels whose booked quantities changed.")
LEDGER_DRIFT = Gauge("inventorysync_ledger_drift_units", "Units by which levels and entries differ.")
