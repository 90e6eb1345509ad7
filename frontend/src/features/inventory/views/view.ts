/** What the grid shows, kept whole in the address so that a link shows the same. */
import { useCallback, useLayoutEffect, useMemo, useRef } from "react";
import { useSearchParams } from "react-router";
import type { LevelFilter, LevelQuestion, LevelSort } from "@/api/types";
import { gidTail, locationGid } from "@/lib/gid";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { FIRST_LAYOUT, type Layout, readLayout, writeLayout } from "../columns/layout";
import { type Group, readFilter, writeFilter } from "../filters/expression";

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
  "barcode",
  "vendor",
  "product_type",
  "location",
  ...QUANTITY_NAMES,
  "price",
  "unit_cost",
  "value",
  "state",
  "updated_at",
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export interface View {
  search: string;
  state: LevelFilter | null;
  locationId: string | null;
  filter: Group | null;
  sort: { key: SortKey; descending: boolean };
  layout: Layout;
  density: Density;
  /** The saved view this came from; "all" where somebody asked for the list without their default. */
  savedAs: string | null;
}

export const FIRST_VIEW: View = {
  search: "",
  state: null,
  locationId: null,
  filter: null,
  sort: { key: "title", descending: false },
  layout: FIRST_LAYOUT,
  density: "comfortable",
  savedAs: null,
};

/** The parameters that a saved view holds: all of the grid's but its own name. */
export const KEPT = ["q", "state", "location", "filter", "sort", "cols", "density"] as const;

export function readView(parameters: URLSearchParams): View {
  const sort = parameters.get("sort") ?? "";
  const key = SORT_KEYS.find((each) => each === sort.replace(/^-/, ""));
  const location = parameters.get("location");
  return {
    search: parameters.get("q") ?? "",
    state: LEVEL_FILTERS.find((each) => each === parameters.get("state")) ?? null,
    locationId: location !== null && /^\d+$/.test(location) ? locationGid(location) : null,
    filter: readFilter(parameters.get("filter")),
    sort: key ? { key, descending: sort.startsWith("-") } : FIRST_VIEW.sort,
    layout: readLayout(parameters.get("cols")),
    density: DENSITIES.find((each) => each === parameters.get("density")) ?? FIRST_VIEW.density,
    savedAs: parameters.get("view"),
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
  put("filter", writeFilter(view.filter));
  const sort = sortParameter(view.sort);
  put("sort", sort === sortParameter(FIRST_VIEW.sort) ? null : sort);
  put("cols", writeLayout(view.layout));
  put("density", view.density === FIRST_VIEW.density ? null : view.density);
  put("view", view.savedAs);
  return next;
}

export function sortParameter({ key, descending }: View["sort"]): LevelSort {
  return descending ? `-${key}` : key;
}

/** What the server is asked for. */
export function questionOf(view: View): LevelQuestion {
  const filter = writeFilter(view.filter);
  return {
    ...(view.search !== "" && { search: view.search }),
    ...(view.state !== null && { state: view.state }),
    ...(view.locationId !== null && { location_id: view.locationId }),
    ...(filter !== null && { filter }),
  };
}

export function isNarrowed(view: View): boolean {
  return Object.keys(questionOf(view)).length > 0;
}

/** The state of a view as it is saved. */
export function keptOf(view: View): Record<string, string> {
  const written = writeView(view, new URLSearchParams());
  return Object.fromEntries(KEPT.flatMap((name) => (written.has(name) ? [[name, written.get(name) ?? ""]] : [])));
}

/** A saved state as a view; what it does not say is as at first. */
export function viewOf(kept: Record<string, string>, savedAs: string): View {
  return { ...readView(new URLSearchParams(kept)), savedAs };
}

/** True where two views show the same. */
export function isSame(left: View, right: View): boolean {
  const text = (view: View) => writeView({ ...view, savedAs: null }, new URLSearchParams()).toString();
  return text(left) === text(right);
}

/** True where an address says nothing of the grid, so that a default may speak. */
export function isBare(parameters: URLSearchParams): boolean {
  return !["view", ...KEPT].some((name) => parameters.has(name));
}

export function useView() {
  const [parameters, setParameters] = useSearchParams();
  const view = useMemo(() => readView(parameters), [parameters]);
  // The router draws a new address when there is time. Whoever changes twice meanwhile means both: each change
  // begins from the last, and is drawn before the next press, so that nothing is decided on an older view.
  const latest = useRef(parameters);
  useLayoutEffect(() => {
    latest.current = parameters;
  }, [parameters]);
  const change = useCallback(
    (patch: Partial<View>) => {
      latest.current = writeView({ ...readView(latest.current), ...patch }, latest.current);
      setParameters(latest.current, { replace: true, preventScrollReset: true, flushSync: true });
    },
    [setParameters],
  );
  return { view, change, bare: isBare(parameters) };
}
