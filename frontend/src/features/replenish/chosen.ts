import type { Suggestion } from "@/api/types";
import type { Seen } from "./queries";

/** Lines that are chosen, by their ids, each as it was seen last. */
export type Chosen = ReadonlyMap<string, Seen>;

export const NONE: Chosen = new Map();

/** With these lines, or without them. */
export function choose(chosen: Chosen, lines: readonly Seen[], isOn: boolean): Chosen {
  const next = new Map(chosen);
  for (const { id, version } of lines) {
    if (isOn) next.set(id, { id, version });
    else next.delete(id);
  }
  return next;
}

/** How many units a line is for. */
export function unitsOf(line: Suggestion): number {
  return line.chosen ?? line.quantity;
}

export function titleOf({ title, variant_title: variant }: Pick<Suggestion, "title" | "variant_title">): string {
  return variant === "" ? title : `${title} · ${variant}`;
}
