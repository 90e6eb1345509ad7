/** Rows of a long list, read from the server in windows as they come into view, wherever that is. */
import { type QueryClient, keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { type Api, take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { usePolling } from "@/api/shop";
import type { Level, LevelPage, LevelQuestion, LevelSort } from "@/api/types";

export const WINDOW_ROWS = 200;
/** Windows out of view are kept this long: going back a little needs no reading. */
const KEPT_MS = 60_000;

export type SortedQuestion = LevelQuestion & { sort: LevelSort };

export interface Rows {
  at: (index: number) => Level | undefined;
  /** How many rows there are, as far as is known; null before the first answer. */
  count: number | null;
  /** There are more than `count`. */
  isCapped: boolean;
  /** The rows belong to the question before this one. */
  faded: boolean;
  busy: boolean;
  error: Error | null;
  retry: () => void;
  /** Reads whatever of these rows is not here yet. */
  load: (first: number, last: number) => Promise<(Level | undefined)[]>;
}

function windowQuery(api: Api, queries: QueryClient, question: SortedQuestion, number: number) {
  return {
    queryKey: [...keys.levels, question, number],
    queryFn: async ({ signal }: { signal?: AbortSignal }): Promise<LevelPage> => {
      const before = number === 0 ? undefined : queries.getQueryData<LevelPage>([...keys.levels, question, number - 1]);
      // Behind a window that is here its cursor goes on exactly; anywhere else the row's number is good enough.
      const place = before?.next ? { cursor: before.next } : number > 0 ? { offset: number * WINDOW_ROWS } : {};
      return take(
        api.GET("/api/v1/levels", {
          params: { query: { ...question, ...place, limit: WINDOW_ROWS } },
          ...(signal && { signal }),
        }),
      );
    },
    gcTime: KEPT_MS,
    // The live stream patches what is held; reading many windows again on each focus would be waste.
    refetchOnWindowFocus: false,
  };
}

/** How many rows a question has where the list itself stops counting. */
function useExactCount(question: LevelQuestion, wanted: boolean): number | null {
  const api = useApi();
  const count = useQuery({
    queryKey: [...keys.levelCount, question],
    enabled: wanted,
    queryFn: ({ signal }) => take(api.GET("/api/v1/level-count", { params: { query: question }, signal })),
    refetchOnWindowFocus: false,
  });
  return wanted ? (count.data?.total ?? null) : null;
}

/** The rows of a question, of which those from `first` to `last` are in view. */
export function useRows(question: LevelQuestion, sort: LevelSort, first: number, last: number): Rows {
  const api = useApi();
  const queries = useQueryClient();
  const refetchInterval = usePolling();
  const asked = useMemo(() => ({ ...question, sort }), [question, sort]);
  const numbers = useMemo(() => windowsOf(first, last).filter((number) => number > 0), [first, last]);
  // Until a new question has its answer, the first rows of the one before stay and fade.
  const head = useQuery({ ...windowQuery(api, queries, asked, 0), placeholderData: keepPreviousData, refetchInterval });
  const others = useQueries({
    queries: numbers.map((number) => ({ ...windowQuery(api, queries, asked, number), refetchInterval })),
  });
  const capped = head.data?.total_is_capped ?? false;
  const exact = useExactCount(question, capped && !head.isPlaceholderData);
  const total = head.data ? (exact ?? head.data.total ?? 0) : null;
  const pages = new Map<number, LevelPage | undefined>([[0, head.data]]);
  if (!head.isPlaceholderData) numbers.forEach((number, at) => pages.set(number, others[at]?.data));
  const failed = [head, ...others].find((each) => each.error);
  const load = useCallback(
    async (from: number, to: number) => {
      const wanted = windowsOf(from, to, false);
      const read = await Promise.all(wanted.map((number) => queries.fetchQuery(windowQuery(api, queries, asked, number))));
      const found = new Map(wanted.map((number, at) => [number, read[at]]));
      return Array.from({ length: to - from + 1 }, (_, at) => rowIn(found, from + at));
    },
    [api, asked, queries],
  );
  return {
    at: (index) => rowIn(pages, index),
    count: total,
    isCapped: total !== null && capped && exact === null,
    faded: head.isPlaceholderData,
    busy: head.isFetching || others.some((each) => each.isFetching),
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    load,
  };
}

function rowIn(pages: ReadonlyMap<number, LevelPage | undefined>, index: number): Level | undefined {
  return pages.get(Math.floor(index / WINDOW_ROWS))?.items[index % WINDOW_ROWS];
}

/** The windows that hold these rows; the first one always, for it knows the total. */
export function windowsOf(first: number, last: number, withHead = true): number[] {
  const from = Math.max(0, Math.floor(first / WINDOW_ROWS));
  const to = Math.max(from, Math.floor(last / WINDOW_ROWS));
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return withHead && from > 0 ? [0, ...numbers] : numbers;
}
