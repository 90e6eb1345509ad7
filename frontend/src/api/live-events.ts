/** Keeps what the page holds true to the live stream. */
import type { QueryClient } from "@tanstack/react-query";
import { type StreamEvent, readEventStream } from "@/lib/event-stream";
import type { Server } from "./client";
import { keys } from "./keys";
import { levelKey, markChanged, setLiveStatus } from "./live";
import { ApiProblem } from "./problem";
import type { ChangeSet, ImportProgress, ItemDetail, LevelPage, Quantities, Sync } from "./types";

interface LevelChange {
  inventory_item_id: string;
  location_id: string;
  quantities: Quantities;
  updated_at: string;
}

type LevelsEvent = { levels: LevelChange[] } | { all: true };

/** Two pings of fifteen seconds may be missed before the stream counts as dead. */
const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

/** Figures summed over many levels are read again at most this often. */
const SUMMARY_MS = 2000;

/** Listens until it is told to stop. */
export async function listen(server: Server, queries: QueryClient, stop: AbortSignal): Promise<void> {
  const summaries = oncePer(SUMMARY_MS, () => refreshSummaries(queries));
  let wait = FIRST_RETRY_MS;
  while (!stop.aborted) {
    const opened = await connect(server, stop, (event) => {
      wait = FIRST_RETRY_MS;
      applyEvent(queries, event, summaries);
    });
    if (stop.aborted) return;
    setLiveStatus("offline");
    if (opened === "forbidden") return;
    await pause(wait + Math.random() * wait * 0.3, stop);
    wait = Math.min(wait * 2, LAST_RETRY_MS);
  }
}

async function connect(
  server: Server,
  stop: AbortSignal,
  onEvent: (event: StreamEvent) => void,
): Promise<"ended" | "forbidden"> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    const signal = AbortSignal.any([stop, silence.signal]);
    const answer = await server.open("/events", { signal, headers: { Accept: "text/event-stream" } });
    if (!answer.body) return "ended";
    setLiveStatus("live");
    await readEventStream(answer.body, onEvent, heard);
    return "ended";
  } catch (error) {
    // Whatever ended the stream, the next connection reads everything afresh; only a refusal is final.
    return error instanceof ApiProblem && error.status < 404 ? "forbidden" : "ended";
  } finally {
    clearTimeout(timer);
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Runs at once, then at most once per `milliseconds`, and never forgets the last call. */
function oncePer(milliseconds: number, run: () => void): () => void {
  let resting = false;
  let again = false;
  const go = () => {
    if (resting) {
      again = true;
      return;
    }
    resting = true;
    run();
    setTimeout(() => {
      resting = false;
      if (again) {
        again = false;
        go();
      }
    }, milliseconds);
  };
  return go;
}

function refreshSummaries(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: keys.overview });
  void queries.invalidateQueries({ queryKey: keys.locations });
  void queries.invalidateQueries({ queryKey: keys.syncLog });
}

export function applyEvent(queries: QueryClient, { event, data }: StreamEvent, summaries: () => void): void {
  switch (event) {
    case "hello":
      // What happened between two connections was not heard: read again what is on the screen.
      void queries.invalidateQueries();
      return;
    case "levels":
      applyLevels(queries, data as LevelsEvent);
      summaries();
      return;
    case "import":
      patchSync(queries, { import: data as ImportProgress });
      summaries();
      return;
    case "sync":
      patchSync(queries, data as { drift_units: number });
      void queries.invalidateQueries({ queryKey: keys.drift });
      return;
    case "stocktake":
      void queries.invalidateQueries({ queryKey: keys.stocktakes });
      break;
    case "purchase_order":
      void queries.invalidateQueries({ queryKey: keys.purchaseOrders });
      return;
    case "transfer":
      void queries.invalidateQueries({ queryKey: keys.transfers });
      return;
    case "change_set":
      applyChangeSet(queries, data as Pick<ChangeSet, "state">);
  }
}

function applyChangeSet(queries: QueryClient, { state }: Pick<ChangeSet, "state">): void {
  void queries.invalidateQueries({ queryKey: keys.changeSets });
  void queries.invalidateQueries({ queryKey: keys.syncLog });
  if (state === "pending" || state === "pushing") return;
  // What was on its way to Shopify no longer is; the levels' own events do not tell that.
  void queries.invalidateQueries({ queryKey: keys.levels });
  void queries.invalidateQueries({ queryKey: keys.items });
}

function patchSync(queries: QueryClient, patch: Partial<Sync>): void {
  queries.setQueryData<Sync>(keys.sync, (held) => held && { ...held, ...patch });
}

function applyLevels(queries: QueryClient, event: LevelsEvent): void {
  if ("all" in event) {
    markChanged([]);
    void queries.invalidateQueries({ queryKey: keys.levels });
    void queries.invalidateQueries({ queryKey: keys.items });
    return;
  }
  const changes = new Map(event.levels.map((level) => [levelKey(level), level]));
  queries.setQueriesData<LevelPage>({ queryKey: keys.levels }, (held) => held && patchPage(held, changes));
  for (const id of new Set(event.levels.map((level) => level.inventory_item_id))) {
    queries.setQueryData<ItemDetail>(keys.item(id), (held) => held && patchItem(held, changes));
    // The levels' sums, states and pending marks follow from the server's own reading.
    void queries.invalidateQueries({ queryKey: keys.item(id) });
  }
  markChanged([...changes.keys()]);
}

/** A window without any of them stays the same object, so that its rows are not drawn anew. */
function patchPage(held: LevelPage, changes: ReadonlyMap<string, LevelChange>): LevelPage {
  if (!held.items.some((level) => changes.has(levelKey(level)))) return held;
  return { ...held, items: held.items.map((level) => patchLevel(level, changes)) };
}

function patchItem(held: ItemDetail, changes: ReadonlyMap<string, LevelChange>): ItemDetail {
  return { ...held, levels: held.levels.map((level) => patchLevel(level, changes)) };
}

function patchLevel<T extends LevelPage["items"][number]>(level: T, changes: ReadonlyMap<string, LevelChange>): T {
  const change = changes.get(levelKey(level));
  if (!change) return level;
  const { quantities, updated_at } = change;
  return { ...level, quantities, updated_at, state: stateOf(level, quantities) };
}

/** The state a level's numbers give, by the server's own rule. */
function stateOf(level: { is_active: boolean }, quantities: Quantities): LevelPage["items"][number]["state"] {
  if (!level.is_active) return "inactive";
  if (quantities.available < 0) return "negative";
  return quantities.available === 0 ? "out_of_stock" : "in_stock";
}
