/** Which columns are shown, in which order, how wide, and which stay in view. Pure. */
import { QUANTITY_NAMES } from "@/lib/quantity-names";

export const COLUMN_IDS = [
  "title",
  "sku",
  "barcode",
  "vendor",
  "product_type",
  "tags",
  "location",
  ...QUANTITY_NAMES,
  "price",
  "unit_cost",
  "value",
  "tracked",
  "state",
  "updated_at",
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface ColumnPlace {
  id: ColumnId;
  /** Pixels; absent where the column is as wide as it comes. */
  width?: number;
  pinned?: boolean;
}
export type Layout = readonly ColumnPlace[];

export const FIRST_LAYOUT: Layout = [
  { id: "title", pinned: true },
  { id: "sku" },
  { id: "location" },
  { id: "available" },
  { id: "on_hand" },
  { id: "committed" },
  { id: "incoming" },
  { id: "value" },
  { id: "state" },
];

export const WIDTH_MIN = 64;
export const WIDTH_MAX = 720;

const WIDTHS: Record<ColumnId, number> = {
  title: 240,
  sku: 110,
  barcode: 140,
  vendor: 140,
  product_type: 130,
  tags: 170,
  location: 146,
  available: 116,
  committed: 104,
  reserved: 96,
  damaged: 100,
  safety_stock: 112,
  quality_control: 124,
  on_hand: 92,
  incoming: 96,
  price: 100,
  unit_cost: 100,
  value: 114,
  tracked: 84,
  state: 118,
  updated_at: 150,
};

export function widthOf(place: ColumnPlace): number {
  return place.width ?? WIDTHS[place.id];
}

/** Pinned columns come first, each kind in its own order. */
export function inOrder(layout: Layout): Layout {
  return [...layout.filter((each) => each.pinned), ...layout.filter((each) => !each.pinned)];
}

export interface PlacedColumn {
  id: ColumnId;
  width: number;
  pinned: boolean;
  /** Where it begins, from the left edge. */
  left: number;
  /** One object for all rows, so that none is compared. */
  style: { width: number };
}

/** Columns as they stand in a grid of `room` pixels: the product takes what is left over. */
export function placed(layout: Layout, room: number, before = 0): PlacedColumn[] {
  const ordered = inOrder(layout);
  const wanted = before + ordered.reduce((sum, each) => sum + widthOf(each), 0);
  const stretching = ordered.find((each) => each.id === "title" && each.width === undefined) ?? ordered.at(-1);
  let left = before;
  return ordered.map((each) => {
    const width = widthOf(each) + (each === stretching ? Math.max(0, room - wanted) : 0);
    const column = { id: each.id, width, pinned: each.pinned ?? false, left, style: { width } };
    left += width;
    return column;
  });
}

export function resize(layout: Layout, id: ColumnId, width: number): Layout {
  const bounded = Math.round(Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, width)));
  return layout.map((each) => (each.id === id ? { ...each, width: bounded } : each));
}

/** Without a width of its own, as it came. */
export function unsize(layout: Layout, id: ColumnId): Layout {
  return layout.map(({ width: _dropped, ...each }) => (each.id === id ? each : { ...each, ...(_dropped !== undefined && { width: _dropped }) }));
}

export function pin(layout: Layout, id: ColumnId, pinned: boolean): Layout {
  return inOrder(
    layout.map(({ pinned: was, ...each }) => {
      const next = each.id === id ? pinned : was;
      return next ? { ...each, pinned: true } : each;
    }),
  );
}

/** Moves a column to stand where another does; it takes over whether that one is pinned. */
export function moveTo(layout: Layout, id: ColumnId, target: ColumnId): Layout {
  const from = layout.findIndex((each) => each.id === id);
  const to = layout.findIndex((each) => each.id === target);
  if (from < 0 || to < 0 || from === to) return layout;
  const moved = [...layout];
  const [taken] = moved.splice(from, 1);
  const there = layout[to];
  if (!taken || !there) return layout;
  moved.splice(to, 0, taken);
  return pin(moved, id, there.pinned ?? false);
}

export function moveBy(layout: Layout, id: ColumnId, by: -1 | 1): Layout {
  const ordered = inOrder(layout);
  const target = ordered[ordered.findIndex((each) => each.id === id) + by];
  return target ? moveTo(ordered, id, target.id) : ordered;
}

/** Shows or hides a column; the last one stays. */
export function show(layout: Layout, id: ColumnId, shown: boolean): Layout {
  const has = layout.some((each) => each.id === id);
  if (shown === has) return layout;
  if (shown) return [...layout, { id }];
  return layout.length > 1 ? layout.filter((each) => each.id !== id) : layout;
}

/** "title.300p~sku~available.90": what the address says of columns; null where they are as they come. */
export function writeLayout(layout: Layout): string | null {
  const text = inOrder(layout)
    .map(({ id, width, pinned }) => `${id}${width === undefined && !pinned ? "" : "."}${width ?? ""}${pinned ? "p" : ""}`)
    .join("~");
  return text === FIRST_TEXT ? null : text;
}

export function readLayout(text: string | null): Layout {
  if (text === null) return FIRST_LAYOUT;
  const seen = new Set<ColumnId>();
  const places = text.split("~").flatMap((part): ColumnPlace[] => {
    const match = /^([a-z_]+)(?:\.(\d{1,4})?(p)?)?$/.exec(part);
    const id = COLUMN_IDS.find((each) => each === match?.[1]);
    if (!match || !id || seen.has(id)) return [];
    seen.add(id);
    const width = match[2] === undefined ? undefined : Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Number(match[2])));
    return [{ id, ...(width !== undefined && { width }), ...(match[3] !== undefined && { pinned: true }) }];
  });
  return places.length === 0 ? FIRST_LAYOUT : inOrder(places);
}

const FIRST_TEXT = inOrder(FIRST_LAYOUT)
  .map(({ id, pinned }) => `${id}${pinned ? ".p" : ""}`)
  .join("~");
