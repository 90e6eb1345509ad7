"""The product's metrics, each named once."""

from prometheus_client import Counter, Gauge, Histogram

HTTP_REQUESTS = Counter("inventorysync_http_requests_total", "Requests.", ["method", "route", "status"])
HTTP_SECONDS = Histogram("inventorysync_http_request_seconds", "Time to answer.", ["method", "route"])
WEBHOOKS = Counter("inventorysync_webhooks_total", "Webhooks by what became of them.", ["result"])
STREAM_THINGS = Counter("inventorysync_stream_things_total", "Things that streams of shops did.")
STREAM_FAILURES = Counter("inventorysync_stream_failures_total", "Turns of streams that failed.", ["error"])
LEVELS_CHANGED = Counter("inventorysync_levels_changed_total", "Levels whose booked quantities changed.")
LEDGER_FAULTS = Gauge("inventorysync_ledger_faults", "Faults that the latest proofs of all ledgers found.")
LEDGER_PROOF_AGE = Gauge("inventorysync_ledger_proof_age_seconds", "How long ago a ledger was proven last.")
WEB_VITAL_SECONDS = Histogram(
    "inventorysync_web_vital_seconds",
    "Times that browsers measured (LCP, INP, FCP, TTFB).",
    ["vital", "page"],
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 1.8, 2.5, 4.0, 8.0),
)
LAYOUT_SHIFT = Histogram(
    "inventorysync_layout_shift",
    "How far pages moved while they were read (CLS).",
    ["page"],
    buckets=(0.01, 0.05, 0.1, 0.15, 0.25, 0.5),
)
