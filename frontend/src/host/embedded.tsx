/** Inside Shopify's admin: its navigation, its toasts, its sign-in. */
import { createElement, useEffect } from "react";
import { useNavigate } from "react-router";
import { type AppBridge, dropIdTokenFromAddress, keepHostParameters } from "./app-bridge";
import type { FrameProps, HostShell } from "./shell";

export function createEmbeddedHost(bridge: AppBridge): HostShell {
  dropIdTokenFromAddress();
  keepHostParameters();
  return {
    // A token lives a minute, so each request asks for its own; App Bridge caches while it may.
    credentials: { token: () => bridge.idToken(), refused: () => undefined },
    signedIn: { subscribe: () => () => undefined, current: () => "yes" },
    signIn: null,
    choosesTheme: false,
    showSuccess: (message) => void bridge.toast?.show(message, { duration: 4000 }),
    Frame: EmbeddedFrame,
  };
}

function EmbeddedFrame({ links, status, children }: FrameProps) {
  useAdminNavigation();
  return (
    <>
      <AdminNavigation links={links} />
      <main id="page" tabIndex={-1} className="mx-auto w-full max-w-[1400px] px-4 pt-3 pb-10 outline-none sm:px-6">
        <div className="mb-1 flex justify-end">{status}</div>
        {children}
      </main>
    </>
  );
}

/** App Bridge reads these links and has the admin draw them; in the page they are not seen. */
function AdminNavigation({ links }: Pick<FrameProps, "links">) {
  return createElement(
    "s-app-nav",
    { hidden: "" },
    links.map(({ to, label }) =>
      createElement("s-link", { key: to, href: to, ...(to === "/" && { rel: "home" }) }, label),
    ),
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
