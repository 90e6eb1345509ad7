/** The live stream's state, and which levels changed a moment ago. */
import { useSyncExternalStore } from "react";

export type LiveStatus = "connecting" | "live" | "offline";

interface LiveState {
  status: LiveStatus;
  /** When a level last changed, as far as this page has heard. */
  lastChangeAt: number | null;
  /** Keys of `levelKey` that changed within `HIGHLIGHT_MS`. */
  changed: ReadonlySet<string>;
}

/** How long a changed cell stays softly marked. */
export const HIGHLIGHT_MS = 4000;

let state: LiveState = { status: "connecting", lastChangeAt: null, changed: new Set() };
const listeners = new Set<() => void>();

function replace(next: Partial<LiveState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function levelKey(level: { inventory_item_id: string; location_id: string }): string {
  return `${level.inventory_item_id} ${level.location_id}`;
}

export function setLiveStatus(status: LiveStatus): void {
  if (state.status !== status) replace({ status });
}

/** Marks levels as changed now, and takes the mark off again by itself. */
export function markChanged(levelKeys: readonly string[]): void {
  replace({ lastChangeAt: Date.now(), changed: new Set([...state.changed, ...levelKeys]) });
  if (levelKeys.length === 0) return;
  setTimeout(() => {
    const left = new Set(state.changed);
    for (const key of levelKeys) left.delete(key);
    replace({ changed: left });
  }, HIGHLIGHT_MS);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(subscribe, () => state.status);
}

export function useLastChange(): number | null {
  return useSyncExternalStore(subscribe, () => state.lastChangeAt);
}

export function useChangedLevels(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => state.changed);
}
