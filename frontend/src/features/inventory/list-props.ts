import type { Level } from "@/api/types";
import type { View } from "./view";

/** What the grid and the list of cards have in common. */
export interface LevelListProps {
  rows: readonly Level[];
  /** How many the server has, or null where it did not say. */
  total: number | null;
  sort: View["sort"];
  onSort: (sort: View["sort"]) => void;
  /** The rows belong to the question before this one. */
  faded: boolean;
  more: { has: boolean; busy: boolean; error: Error | null; read: () => void };
  onOpen: (level: Level) => void;
  onAdjust: (level: Level) => void;
  onSearch: () => void;
}
