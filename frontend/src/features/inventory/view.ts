/** What the list shows, kept in the address so that a link shows the same. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { LevelFilter } from "@/api/types";
import { gidTail, locationGid } from "@/lib/gid";

export const LEVEL_FILTERS = [
  "in_stock",
  "out_of_stock",
  "negative",
  "incoming",
  "inactive",
] as const satisfies readonly LevelFilter[];

export const SORT_KEYS = [
  "title",
  "sku",
  "location",
  "available",
  "on_hand",
  "committed",
  "incoming",
  "updated_at",
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface View {
  search: string;
  state: LevelFilter | null;
  locationId: string | null;
  sort: { key: SortKey; descending: boolean };
}

export const FIRST_VIEW: View = {
  search: "",
  state: null,
  locationId: null,
  sort: { key: "title", descending: false },
};

export function readView(parameters: URLSearchParams): View {
  const sort = parameters.get("sort") ?? "";
  const key = SORT_KEYS.find((each) => each === sort.replace(/^-/, ""));
  const location = parameters.get("location");
  return {
    search: parameters.get("q") ?? "",
    state: LEVEL_FILTERS.find((each) => each === parameters.get("state")) ?? null,
    locationId: location !== null && /^\d+$/.test(location) ? locationGid(location) : null,
    sort: key ? { key, descending: sort.startsWith("-") } : FIRST_VIEW.sort,
  };
}

/** Writes a view over parameters, leaving what belongs to others. What is as at first is left out. */
export function writeView(view: View, over: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(over);
  const put = (name: string, value: string | null) => {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  };
  put("q", view.search);
  put("state", view.state);
  put("location", view.locationId === null ? null : gidTail(view.locationId));
  const sort = sortParameter(view.sort);
  put("sort", sort === sortParameter(FIRST_VIEW.sort) ? null : sort);
  return next;
}

export function sortParameter({ key, descending }: View["sort"]): SortKey | `-${SortKey}` {
  return descending ? `-${key}` : key;
}

export function useView() {
  const [parameters, setParameters] = useSearchParams();
  const view = useMemo(() => readView(parameters), [parameters]);
  const change = useCallback(
    (patch: Partial<View>) =>
      setParameters((held) => writeView({ ...readView(held), ...patch }, held), {
        replace: true,
        preventScrollReset: true,
      }),
    [setParameters],
  );
  return { view, change };
}
