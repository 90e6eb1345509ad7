"""The beginning of safe mode, as SQL: said in the very transaction that brings old data back.

Plain SQL, because after a dump it is `psql` that says it. From its commit on no worker finds a shop outside
safe mode, nor a job that would do a second time what was done after the backup.
"""

from datetime import datetime

KEPT_JOBS = "privacy.%"  # Shopify asks for these once, and doing them twice is harmless
GIVEN_UP = "the data were restored from a backup: this may have been done since it was made"


def begin_safe_mode(backup: str, made_at: datetime | None, *, is_dump: bool) -> str:
    """Statements that put every shop into safe mode; told by whoever owns the tables.

    The dump of a backup holds the row of that very backup, as one that is being made.
    """
    of = "NULL" if made_at is None else f"CAST({_text(made_at.isoformat())} AS timestamptz)"
    return f"""
SELECT set_config('app.system', 'on', true);
UPDATE public.recovery SET state = 'overtaken' WHERE state IN ('reading', 'waits');
INSERT INTO public.recovery (shop_id, recovery_id, state, restored_at, made_at, backup)
  SELECT shop_id, gen_random_uuid(), 'reading', now(), {of}, {_text(backup)} FROM public.shop;
UPDATE public.shop SET safe_since = now();
UPDATE public.job SET state = 'failed', error = {_text(GIVEN_UP)}, finished_at = now()
  WHERE state IN ('waiting', 'running') AND kind NOT LIKE {_text(KEPT_JOBS)};
UPDATE public.sync_stream SET holder = NULL, lease_until = to_timestamp(0);
UPDATE public.import_run SET state = 'failed', error = {_text(GIVEN_UP)}, finished_at = started_at
  WHERE state IN ('waiting', 'running');
DELETE FROM public.sign_in;
UPDATE public.backup_run SET state = 'done', finished_at = now(), name = {_text(backup)}
  WHERE state = 'running' AND {"TRUE" if is_dump else "FALSE"};
"""


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
