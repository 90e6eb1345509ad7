/** The inventory on a phone: one card a level, in the page's own scrolling. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownUp, Diff } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { levelKey, useChangedLevels } from "@/api/live";
import type { Level } from "@/api/types";
import { IconButton } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Quantity } from "@/ui/display";
import { Select } from "@/ui/field";
import { Pending } from "@/ui/stock/pending";
import { StateBadge } from "@/ui/stock/state-badge";
import { GridFoot } from "./grid";
import type { LevelListProps } from "./list-props";
import { SORT_KEYS, type SortKey } from "./view";

const CARD_PX = 98;
const READ_AHEAD_ROWS = 30;

const SORT_WORDS = {
  title: "inventory.product",
  sku: "inventory.sku",
  location: "inventory.location",
  available: "quantity.available",
  on_hand: "quantity.on_hand",
  committed: "quantity.committed",
  incoming: "quantity.incoming",
  updated_at: "inventory.updated",
} as const satisfies Record<SortKey, string>;

export function CardList({ rows, sort, onSort, faded, more, onOpen, onAdjust }: LevelListProps) {
  const { t } = useTranslation();
  const listRef = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const changed = useChangedLevels();
  useLayoutEffect(() => {
    const list = listRef.current;
    if (list) setTop(list.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => CARD_PX,
    overscan: 6,
    scrollMargin: top,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more.has && !more.busy && !more.error && lastShown >= rows.length - READ_AHEAD_ROWS) more.read();
  }, [more, lastShown, rows.length]);
  return (
    <>
      <div className="flex items-center gap-2 border-t border-line px-3 py-2">
        <Select
          small
          aria-label={t("inventory.sortBy")}
          className="flex-1"
          value={sort.key}
          onChange={(event) => {
            const key = SORT_KEYS.find((each) => each === event.target.value);
            if (key) onSort({ key, descending: sort.descending });
          }}
        >
          {SORT_KEYS.map((key) => (
            <option key={key} value={key}>
              {t(SORT_WORDS[key])}
            </option>
          ))}
        </Select>
        <IconButton
          label={`${t("inventory.direction")}: ${t(sort.descending ? "inventory.sortedDescending" : "inventory.sortedAscending")}`}
          look="plain"
          onClick={() => onSort({ ...sort, descending: !sort.descending })}
        >
          <ArrowDownUp aria-hidden className={classes("size-4", sort.descending && "-scale-y-100")} />
        </IconButton>
      </div>
      <ul
        ref={listRef}
        aria-label={t("inventory.grid")}
        className={classes("relative", faded && "opacity-50")}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => {
          const level = rows[item.index];
          return (
            level && (
              <li
                key={levelKey(level)}
                className="absolute inset-x-0 top-0"
                style={{ height: CARD_PX, transform: `translateY(${item.start - top}px)` }}
              >
                <LevelCard level={level} changed={changed.has(levelKey(level))} onOpen={onOpen} onAdjust={onAdjust} />
              </li>
            )
          );
        })}
      </ul>
      <GridFoot more={more} shown={rows.length} />
    </>
  );
}

interface LevelCardProps {
  level: Level;
  changed: boolean;
  onOpen: (level: Level) => void;
  onAdjust: (level: Level) => void;
}

function LevelCard({ level, changed, onOpen, onAdjust }: LevelCardProps) {
  const { t } = useTranslation();
  return (
    <div className="flex h-full items-stretch border-t border-line">
      <button type="button" onClick={() => onOpen(level)} className="flex min-w-0 flex-1 flex-col justify-center gap-1 px-4 text-left">
        <span className="block w-full truncate text-sm font-medium">{level.title}</span>
        <span className="flex w-full min-w-0 items-center gap-2 text-xs text-muted">
          <span className="truncate">
            {[level.sku, level.variant_title, level.location_name].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span className="flex flex-wrap items-center gap-x-3 text-xs">
          <span className={classes("inline-flex items-center gap-1 rounded text-sm", changed && "just-changed")}>
            <Quantity value={level.quantities.available} strong />
            <span className="text-xs text-muted">{t("quantity.available").toLowerCase()}</span>
            <Pending units={level.pending} />
          </span>
          <span className="text-muted">
            <Quantity value={level.quantities.on_hand} /> {t("quantity.on_hand").toLowerCase()}
          </span>
          <StateBadge state={level.state} />
        </span>
      </button>
      <span className="flex items-center pr-3">
        <IconButton
          look="plain"
          className="size-11"
          label={t("inventory.adjustRow", { title: level.title, location: level.location_name })}
          onClick={() => onAdjust(level)}
        >
          <Diff aria-hidden className="size-5" />
        </IconButton>
      </span>
    </div>
  );
}
