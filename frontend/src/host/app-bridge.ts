/** The part of Shopify's App Bridge that this app uses (https://shopify.dev/docs/api/app-bridge). */
export interface AppBridge {
  idToken(): Promise<string>;
  toast?: { show(message: string, options?: { duration?: number }): unknown };
}

declare global {
  interface Window {
    shopify?: AppBridge;
  }
}

export type Bridge = { kind: "embedded"; bridge: AppBridge } | { kind: "standalone" } | { kind: "blocked" };

/**
 * The server puts app-bridge.js into the page only for a valid shop, so its presence decides. A
 * page that was asked for embedded but has no bridge was blocked on its way.
 */
export function findBridge(): Bridge {
  if (window.shopify) return { kind: "embedded", bridge: window.shopify };
  const asked = new URLSearchParams(location.search).get("embedded") === "1";
  return asked && window.parent !== window ? { kind: "blocked" } : { kind: "standalone" };
}

/** The token in the address served the document and has done its work; it is not kept in view. */
export function dropIdTokenFromAddress(): void {
  const url = new URL(location.href);
  if (!url.searchParams.has("id_token")) return;
  url.searchParams.delete("id_token");
  history.replaceState(history.state, "", url);
}
