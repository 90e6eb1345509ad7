/**
 * Signed in by password: a short access token in memory, made anew by a cookie that scripts cannot read.
 * Whether there is such a cookie is remembered in this browser, so that a first visit asks for nothing.
 */
import { createServer } from "@/api/client";
import { Unreachable, problemFrom } from "@/api/problem";
import type { components } from "@/api/schema";

export type SignedInAnswer = components["schemas"]["SignedIn"];

const MARK = "inventorysync.signed-in";
const REFRESH_BEFORE_MS = 30_000;
/** Says to the server that a page of ours asks, which a foreign one cannot. */
export const OWN_PAGE = { headers: { "X-InventorySync": "1" }, credentials: "include" } as const;

export interface Session {
  /** A token that is good for the next request, or null when the sign-in has ended. */
  token(): Promise<string | null>;
  isOpen(): boolean;
  begin(answer: SignedInAnswer): void;
  /** The server no longer accepts it. */
  drop(): void;
  end(): Promise<void>;
}

export function createSession(apiUrl: string): Session {
  const { api } = createServer(apiUrl, { token: async () => null, refused: () => undefined });
  let held: { token: string; until: number } | null = null;
  let asking: Promise<string | null> | null = null;
  const keep = (answer: SignedInAnswer): string | null => {
    if (answer.access_token === null || answer.expires_at === null) return null;
    held = { token: answer.access_token, until: Date.parse(answer.expires_at) };
    localStorage.setItem(MARK, "1");
    return answer.access_token;
  };
  const drop = () => {
    held = null;
    localStorage.removeItem(MARK);
  };
  const refresh = async (): Promise<string | null> => {
    const { data, response } = await api.POST("/api/v1/sign-in/refresh", OWN_PAGE);
    if (data) return keep(data);
    if (response.status !== 401 && response.status !== 403) throw await problemFrom(response);
    drop();
    return null;
  };
  return {
    isOpen: () => localStorage.getItem(MARK) !== null,
    token: () => {
      if (held && held.until - Date.now() > REFRESH_BEFORE_MS) return Promise.resolve(held.token);
      asking ??= oneTabAtATime(refresh).finally(() => {
        asking = null;
      });
      return asking;
    },
    begin: keep,
    drop,
    end: async () => {
      drop();
      const { response } = await api.POST("/api/v1/sign-in/end", OWN_PAGE);
      if (!response.ok) throw new Unreachable(`signing out was answered with ${response.status}`);
    },
  };
}

/** The tabs of a browser share one cookie: they make it new one after the other. */
async function oneTabAtATime(refresh: () => Promise<string | null>): Promise<string | null> {
  if (!("locks" in navigator)) return refresh();
  return await navigator.locks.request("inventorysync.refresh", refresh);
}
