"""The product's metrics, each named once. Figures of all shops that stand in the database: ops/figures.py.

RED of what is asked of us and of what we ask (requests, errors, durations), USE of what runs full (pools,
queues, the shop's budget at Shopify), and the figures that a promise rests on. No label holds a shop, an id
or anything a caller chooses.
"""

from prometheus_client import Counter, Gauge, Histogram

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
SLOW = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0)
TOPICS_MAX = 100  # the signature does not cover the header that names the topic

BUILD = Gauge("inventorysync_build_info", "1, with the release that runs.", ["release", "part"])

HTTP_REQUESTS = Counter("inventorysync_http_requests_total", "Requests.", ["method", "route", "status"])
HTTP_SECONDS = Histogram(
    "inventorysync_http_request_seconds", "Time to answer.", ["method", "route"], buckets=QUICK
)
HTTP_RUNNING = Gauge("inventorysync_http_requests_running", "Requests that are being answered.")

WEBHOOKS = Counter("inventorysync_webhooks_total", "Webhooks by what became of them.", ["result"])
WEBHOOK_TOPICS = Counter("inventorysync_webhooks_stored_total", "Webhooks stored, by topic.", ["topic"])
WEBHOOK_DELAY = Histogram(
    "inventorysync_webhook_delay_seconds", "From the event in Shopify to our door.", buckets=SLOW
)

SHOPIFY_CALLS = Counter(
    "inventorysync_shopify_calls_total", "Calls to Shopify by what came of them.", ["operation", "outcome"]
)
SHOPIFY_SECONDS = Histogram(
    "inventorysync_shopify_call_seconds", "Time of a call, with its waits.", ["operation"], buckets=SLOW
)
SHOPIFY_COST = Counter("inventorysync_shopify_cost_points_total", "Points that calls took.", ["operation"])
SHOPIFY_ATTEMPTS = Counter(
    "inventorysync_shopify_attempts_total", "Requests sent, so retries too.", ["operation"]
)
SHOPIFY_THROTTLED = Counter("inventorysync_shopify_throttled_total", "Answers that said: too much.")
SHOPIFY_WAIT = Counter(
    "inventorysync_shopify_wait_seconds_total", "Time calls waited for the shop's budget.", ["priority"]
)
TOKEN_REFRESHES = Counter("inventorysync_token_refreshes_total", "Renewed pairs of tokens.", ["result"])

DATABASE_WAIT = Histogram(
    "inventorysync_database_wait_seconds", "Time to have a connection of the pool.", buckets=QUICK
)
DATABASE_POOL = Gauge("inventorysync_database_pool_connections", "Connections of the pool.", ["state"])
DATABASE_UP = Gauge("inventorysync_database_up", "1 while PostgreSQL answers.")
REDIS_UP = Gauge("inventorysync_redis_up", "1 while Redis answers.")

STREAM_THINGS = Counter("inventorysync_stream_things_total", "Things that streams of shops did.")
STREAM_FAILURES = Counter("inventorysync_stream_failures_total", "Turns of streams that failed.", ["error"])
LEVELS_CHANGED = Counter("inventorysync_levels_changed_total", "Levels whose booked quantities changed.")
BOOKED_AFTER = Histogram(
    "inventorysync_booked_after_seconds", "From the first hint at a level to its booking.", buckets=SLOW
)
DIFFERENCES = Counter(
    "inventorysync_differences_total", "Differences that nothing had announced, by cause.", ["cause"]
)
JOBS_ENDED = Counter("inventorysync_jobs_ended_total", "Attempts at jobs that ended.", ["kind", "result"])
JOB_SECONDS = Histogram("inventorysync_job_seconds", "Time of an attempt.", ["kind"], buckets=SLOW)

INBOX_WAITING = Gauge("inventorysync_inbox_waiting", "Webhooks that are not absorbed yet.")
INBOX_AGE = Gauge("inventorysync_inbox_oldest_seconds", "Age of the oldest of them.")
WEBHOOK_SILENCE = Gauge("inventorysync_webhook_silence_seconds", "Since the newest webhook; a day at most.")
WAKES_WAITING = Gauge("inventorysync_wakes_waiting", "Levels that wait to be read.")
WAKES_AGE = Gauge("inventorysync_wakes_oldest_seconds", "Age of the oldest hint among them.")
INTENTS_OPEN = Gauge("inventorysync_intents_open", "Own writes whose outcome is not known yet.")
INTENT_AGE = Gauge("inventorysync_intent_oldest_seconds", "Age of the oldest of them.")
INTENTS_QUARANTINED = Gauge("inventorysync_intents_quarantined", "Writes that wait for a person.")
DRIFT_UNITS = Gauge("inventorysync_drift_units", "Units that differ from Shopify or wait for a person.")
LEDGER_DRIFT_UNITS = Gauge(
    "inventorysync_ledger_drift_units", "Units by which levels differ from the sum of their entries."
)
LEDGER_FAULTS = Gauge("inventorysync_ledger_faults", "Faults that the latest proofs of all ledgers found.")
LEDGER_PROOF_AGE = Gauge("inventorysync_ledger_proof_age_seconds", "How long ago a ledger was proven last.")
RECONCILE_AGE = Gauge(
    "inventorysync_reconcile_oldest_seconds", "Since every level of a shop was last known to be compared."
)
IMPORTS_RUNNING = Gauge("inventorysync_imports_running", "Shops whose stock is being imported.")
IMPORT_PROGRESS = Gauge("inventorysync_import_progress_ratio", "How far the least far of them is; else 1.")
IMPORT_AGE = Gauge("inventorysync_import_oldest_seconds", "Since the oldest of them began.")
SHOPS = Gauge("inventorysync_shops", "Shops by state.", ["state"])
TOKEN_LEFT = Gauge(
    "inventorysync_token_left_seconds", "Until the first refresh token of an active shop ends."
)
JOBS_WAITING = Gauge("inventorysync_jobs_waiting", "Jobs that are due or run.", ["state"])
JOB_AGE = Gauge("inventorysync_job_oldest_seconds", "How long the longest due job waits.")
BACKUP_MADE = Gauge(
    "inventorysync_backup_made_timestamp_seconds", "When the newest backup was complete; 0: never."
)
CSP_REPORTS = Counter(
    "inventorysync_csp_reports_total", "Content that browsers say they blocked on our pages.", ["directive"]
)
SHOPS_IN_SAFE_MODE = Gauge(
    "inventorysync_shops_in_safe_mode", "Shops whose data were restored and that nobody has confirmed yet."
)
CERTIFICATE_LEFT = Gauge(
    "inventorysync_certificate_left_seconds", "Until the certificate of APP_URL ends.", ["host"]
)

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

# What goes wrong seldom stands at 0 from the start: a counter that appears with its first failure never grew.
for _result in ("renewed", "refused", "not_answered"):
    TOKEN_REFRESHES.labels(_result)
for _result in ("stored", "not-signed-in"):
    WEBHOOKS.labels(_result)
for _cause in ("lost_webhook", "doubted_reading"):
    DIFFERENCES.labels(_cause)

_topics: set[str] = set()


def topic_label(topic: str) -> str:
    """The topic, as long as there are no more of them than Shopify has."""
    if len(_topics) < TOPICS_MAX:
        _topics.add(topic)
    return topic if topic in _topics else "other"
