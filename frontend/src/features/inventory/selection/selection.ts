/** Which levels are chosen: some by name, or all that match less those left out. Pure. */
export type LevelName = { inventory_item_id: string; location_id: string };

export type Selection =
  | { kind: "some"; levels: ReadonlyMap<string, LevelName> }
  | { kind: "all"; leftOut: ReadonlyMap<string, LevelName> };

export const NOTHING: Selection = { kind: "some", levels: new Map() };
export const EVERYTHING: Selection = { kind: "all", leftOut: new Map() };

/** As many as one bulk edit takes (grid/schemas.py). */
export const BULK_MAX = 10_000;

function keyOf(level: LevelName): string {
  return `${level.inventory_item_id} ${level.location_id}`;
}

function nameOf({ inventory_item_id, location_id }: LevelName): LevelName {
  return { inventory_item_id, location_id };
}

export function isChosen(selection: Selection, level: LevelName): boolean {
  const key = keyOf(level);
  return selection.kind === "some" ? selection.levels.has(key) : !selection.leftOut.has(key);
}

/** How many are chosen of `total`, where that is known. */
export function countChosen(selection: Selection, total: number | null): number | null {
  if (selection.kind === "some") return selection.levels.size;
  return total === null ? null : Math.max(0, total - selection.leftOut.size);
}

export function isEmpty(selection: Selection): boolean {
  return selection.kind === "some" && selection.levels.size === 0;
}

/** Chooses levels, or no longer. */
export function choose(selection: Selection, levels: readonly LevelName[], chosen: boolean): Selection {
  const held = new Map(selection.kind === "some" ? selection.levels : selection.leftOut);
  const kept = (selection.kind === "some") === chosen;
  for (const level of levels) {
    if (kept) held.set(keyOf(level), nameOf(level));
    else held.delete(keyOf(level));
  }
  return selection.kind === "some" ? { kind: "some", levels: held } : { kind: "all", leftOut: held };
}
