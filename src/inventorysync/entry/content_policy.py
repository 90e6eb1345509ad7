"""What a browser lets our answers do (Content Security Policy, level 3), and what it reports.

A page names its scripts and styles by a nonce, new with each answer: what is written into it by anybody else
has none and neither runs nor shapes anything. Scripts that a script of ours loads are trusted with it
('strict-dynamic'); what stands beside that is for browsers that do not know it. No answer but a page runs
or shapes anything at all.
"""

from dataclasses import dataclass

from inventorysync.ops.browser_reports import PATH as CSP_REPORTS
from inventorysync.shopify.signatures import is_shop_domain

NONCE_PLACE = "__CSP_NONCE__"
"""Where the built page wants its nonce; vite.config.js writes it."""
DOCS = "/docs"
SHOPIFYS_SCRIPTS = "https://cdn.shopify.com"


@dataclass(frozen=True)
class ContentPolicy:
    """The policies of one installation; `dev_url` and `reports` as the settings have them."""

    dev_url: str = ""
    reports: str = ""

    def of_answer(self, path: str, shop: str) -> str:
        """For whatever is no page of the web app."""
        if path == DOCS:
            scripts = "'self' 'unsafe-inline' https://cdn.jsdelivr.net"
            return self._policy(scripts, "'self' 'unsafe-inline' https://cdn.jsdelivr.net", shop)
        return self._policy("'self'", "'self'", shop)

    def of_page(self, shop: str, nonce: str) -> str:
        """For a page whose scripts and styles carry this nonce.

        Inside the admin Shopify's own script shapes what it draws by styles that have none, and cannot be
        given one; a style runs nothing.
        """
        mine = f"'nonce-{nonce}' 'strict-dynamic' 'self'"
        if not is_shop_domain(shop):
            return self._policy(mine, f"'self' 'nonce-{nonce}'", shop)
        return self._policy(f"{mine} {self.dev_url or SHOPIFYS_SCRIPTS}", "'self' 'unsafe-inline'", shop)

    def _policy(self, scripts: str, styles: str, shop: str) -> str:
        """Who may frame us: the shop's own admin when embedded, nobody else (PLATFORM.md A.7)."""
        frames = "'self'"
        if is_shop_domain(shop):
            frames = f"https://{shop} https://admin.shopify.com {self.dev_url}".strip()
        connect = " ".join(part for part in ("'self'", self.dev_url, self.reports) if part)
        return (
            f"default-src 'self'; script-src {scripts}; style-src {styles}; worker-src 'self'; "
            f"img-src 'self' data: https:; connect-src {connect}; object-src 'none'; "
            f"base-uri 'none'; form-action 'self'; frame-ancestors {frames}; "
            f"report-uri {CSP_REPORTS}; report-to csp"
        )
