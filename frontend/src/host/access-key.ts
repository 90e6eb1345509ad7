/** The access key of a browser tab: read once from the address, kept in sessionStorage. */
import type { Credentials } from "@/api/client";
import type { SignedIn } from "./shell";

const STORAGE_KEY = "inventorysync.access-key";
const KEY_SHAPE = /^isk_[\w-]+$/;

export interface AccessKey {
  credentials: Credentials;
  signedIn: SignedIn;
  use(key: string): void;
  forget(): void;
}

/** A key in the fragment never reaches a server's log; it is taken out of the address at once. */
function keyFromFragment(): string | null {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key === null) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return KEY_SHAPE.test(key) ? key : null;
}

export function createAccessKey(): AccessKey {
  const listeners = new Set<() => void>();
  let key = keyFromFragment() ?? sessionStorage.getItem(STORAGE_KEY);
  let expired = false;
  const replace = (next: string | null, isExpired: boolean) => {
    key = next;
    expired = isExpired;
    if (next === null) sessionStorage.removeItem(STORAGE_KEY);
    else sessionStorage.setItem(STORAGE_KEY, next);
    for (const listener of listeners) listener();
  };
  if (key !== null) sessionStorage.setItem(STORAGE_KEY, key);
  return {
    credentials: { token: async () => key, refused: () => key !== null && replace(null, true) },
    signedIn: {
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      current: () => (key !== null ? "yes" : expired ? "expired" : "no"),
    },
    use: (next) => replace(next, false),
    forget: () => replace(null, false),
  };
}
