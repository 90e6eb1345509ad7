"""The launch checklist: every line that a machine can check, and the rest for a person."""

from inventorysync.entry.checks import Check
from inventorysync.entry.checks.backups import check_backups
from inventorysync.entry.checks.inside import (
    check_database,
    check_mail,
    check_redis,
    check_settings,
    check_web_app,
)
from inventorysync.entry.checks.outside import check_outside
from inventorysync.entry.checks.shopify_app import check_app_file, check_shops
from inventorysync.entry.migrating import ROOT
from inventorysync.settings import Settings

FOR_PEOPLE = (
    ("alerts", "send a test alert and see it arrive by mail and in Slack: docs/operate/slo.md"),
    ("restoring", "restore the newest one into an empty database and look at it: docs/operate/backups.md"),
    ("rollback", "redeploy the release before this one once, on staging: docs/operate/railway.md"),
    (
        "both directions",
        "change an item in the shop's admin and see it here; change one here and see it there",
    ),
    ("privacy", "publish what is kept and for how long, and whom to write to; name it in the app's listing"),
    ("people", "invite a second owner: one who is ill must not be the only one"),
    ("on call", "say who is told of a page at night, and that they can reach the logs"),
)


async def run_checks(settings: Settings) -> list[Check]:
    """All checks, in the order a person would mend them."""
    return [
        *check_settings(settings),
        *await check_database(settings),
        *await check_redis(settings.redis_url),
        check_web_app(settings.frontend_dist),
        await check_mail(settings),
        _check_reports(settings),
        await check_backups(settings),
        *check_app_file(ROOT / "shopify.app.toml", settings),
        *await check_outside(settings),
        *await check_shops(settings),
        *(Check(name, "person", says) for name, says in FOR_PEOPLE),
    ]


def _check_reports(settings: Settings) -> Check:
    if settings.reports_errors:
        return Check("error reports", "good", f"go to {settings.reports_origin} as {settings.release_name}")
    return Check(
        "error reports", "person", "ENABLE_SENTRY is off: errors stand in the logs alone. Is that meant?"
    )
