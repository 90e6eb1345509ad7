/** Inside Shopify's admin: its navigation, its toasts, its sign-in. */
import { createElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useNavigate } from "react-router";
import { classes } from "@/ui/classes";
import { type AppBridge, dropIdTokenFromAddress } from "./app-bridge";
import type { FrameProps, HostShell } from "./shell";

export function createEmbeddedHost(bridge: AppBridge): HostShell {
  dropIdTokenFromAddress();
  return {
    // A token lives a minute, so each request asks for its own; App Bridge caches while it may.
    credentials: { token: () => bridge.idToken(), refused: () => undefined },
    signedIn: { subscribe: () => () => undefined, current: () => "yes" },
    signInWith: null,
    choosesTheme: false,
    showSuccess: (message) => void bridge.toast?.show(message, { duration: 4000 }),
    Frame: EmbeddedFrame,
  };
}

function EmbeddedFrame({ links, status, children }: FrameProps) {
  useAdminNavigation();
  // App Bridge defines the element and has the admin draw the menu; without it nobody would.
  const drawnByAdmin = customElements.get("s-app-nav") !== undefined;
  return (
    <>
      {drawnByAdmin ? <AdminNavigation links={links} /> : <PageNavigation links={links} status={status} />}
      <main id="page" tabIndex={-1} className="mx-auto w-full max-w-[1400px] px-4 pt-3 pb-10 outline-none sm:px-6">
        {drawnByAdmin && <div className="mb-1 flex justify-end">{status}</div>}
        {children}
      </main>
    </>
  );
}

function AdminNavigation({ links }: Pick<FrameProps, "links">) {
  return createElement(
    "s-app-nav",
    null,
    links.map(({ to, label }) =>
      createElement("s-link", { key: to, href: to, ...(to === "/" && { rel: "home" }) }, label),
    ),
  );
}

function PageNavigation({ links, status }: Pick<FrameProps, "links" | "status">) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center justify-between gap-2 border-b border-line bg-surface px-3 py-1.5 sm:px-5">
      <nav aria-label={t("nav.label")} className="flex min-w-0 gap-1 overflow-x-auto">
        {links.map(({ to, label }) => (
          <NavLink
            key={to}
            to={to}
            end={to === "/"}
            className={({ isActive }) =>
              classes(
                "rounded-lg px-3 py-1.5 text-sm font-medium whitespace-nowrap",
                isActive ? "bg-brand-soft text-brand-text" : "text-ink hover:bg-hover",
              )
            }
          >
            {label}
          </NavLink>
        ))}
      </nav>
      <span className="shrink-0 max-sm:hidden">{status}</span>
    </div>
  );
}

/** The admin's own menu announces where to go; the router goes there without loading the page anew. */
function useAdminNavigation(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const go = (event: Event) => {
      const href = event.target instanceof Element ? event.target.getAttribute("href") : null;
      if (href?.startsWith("/")) void navigate(href);
    };
    document.addEventListener("shopify:navigate", go);
    return () => document.removeEventListener("shopify:navigate", go);
  }, [navigate]);
}
