import { readLocale } from "@/lib/locale";

/** The part of Shopify's App Bridge that this app uses (https://shopify.dev/docs/api/app-bridge). */
export interface AppBridge {
  idToken(): Promise<string>;
  toast?: { show(message: string, options?: { duration?: number }): unknown };
  /** For the `ui-save-bar` element with this id. */
  saveBar?: {
    show(id: string): Promise<void>;
    hide(id: string): Promise<void>;
    /** Resolves when the person chooses to leave, or at once where no bar is shown. */
    leaveConfirmation(): Promise<void>;
  };
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

/** The admin's language, as it gives it to the frame. */
export function localeOfAddress(): string | null {
  return readLocale(new URLSearchParams(location.search).get("locale"));
}

const HOST_PARAMETERS = ["embedded", "shop", "host", "locale"] as const;

/**
 * The server puts App Bridge into a page whose address names the shop. Links within the app do not
 * name it, so it is kept in each address that the frame goes to: a frame that is loaded again by
 * itself is then embedded as before, and asks the admin for a fresh token.
 */
export function keepHostParameters(): void {
  const given = new URLSearchParams(location.search);
  const complete = (address: string | URL) => {
    const url = new URL(address, location.href);
    for (const name of HOST_PARAMETERS) {
      const value = given.get(name);
      if (value !== null && !url.searchParams.has(name)) url.searchParams.set(name, value);
    }
    return url;
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name].bind(history);
    history[name] = (state, unused, address) =>
      original(state, unused, address === undefined || address === null ? address : complete(address));
  }
}
