/** The inventory on a phone: one card a level, in the page's own scrolling. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownUp, Diff } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { levelKey, useChangedLevels } from "@/api/live";
import type { Level } from "@/api/types";
import { IconButton } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Quantity } from "@/ui/display";
import { Select } from "@/ui/field";
import { Skeleton } from "@/ui/states";
import { Pending } from "@/ui/stock/pending";
import { StateBadge } from "@/ui/stock/state-badge";
import { useTranslation } from "@/words";
import type { LevelListProps } from "./grid/list-props";
import { choose, isChosen } from "./selection/selection";
import { SORT_KEYS, type View } from "./views/view";

const CARD_PX = 98;

export function CardList(props: LevelListProps) {
  const { rows, view, change, onRange, selection, onSelect } = props;
  const { t } = useTranslation();
  const listRef = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const changed = useChangedLevels();
  useLayoutEffect(() => {
    const list = listRef.current;
    if (list) setTop(list.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.count ?? 0,
    estimateSize: () => CARD_PX,
    overscan: 6,
    scrollMargin: top,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange(first, last), [onRange, first, last]);
  return (
    <>
      <SortBar sort={view.sort} onSort={(sort) => change({ sort })} />
      <ul
        ref={listRef}
        aria-label={t("inventory.grid")}
        aria-busy={rows.faded || rows.busy}
        className={classes("relative", rows.faded && "opacity-50")}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => {
          const level = rows.at(item.index);
          return (
            <li
              key={item.index}
              className="absolute inset-x-0 top-0 border-t border-line"
              style={{ height: CARD_PX, transform: `translateY(${item.start - top}px)` }}
            >
              {level ? (
                <LevelCard
                  level={level}
                  changed={changed.has(levelKey(level))}
                  chosen={isChosen(selection, level)}
                  onChoose={(chosen) => onSelect(choose(selection, [level], chosen))}
                  onOpen={props.onOpen}
                  onAdjust={props.onAdjust}
                />
              ) : (
                <div className="flex flex-col gap-2 p-4" aria-hidden>
                  <Skeleton className="h-4 w-2/3" />
                  <Skeleton className="h-3 w-1/2" />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function SortBar({ sort, onSort }: { sort: View["sort"]; onSort: (sort: View["sort"]) => void }) {
  const { t } = useTranslation();
  return (
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
            {t(`grid.column.${key}`)}
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
  );
}

interface LevelCardProps {
  level: Level;
  changed: boolean;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
  onOpen: (level: Level) => void;
  onAdjust: (level: Level) => void;
}

function LevelCard({ level, changed, chosen, onChoose, onOpen, onAdjust }: LevelCardProps) {
  const { t } = useTranslation();
  return (
    <div className={classes("flex h-full items-stretch", chosen && "bg-brand-soft")}>
      <label className="flex w-11 shrink-0 items-center justify-center">
        <input
          type="checkbox"
          aria-label={t("grid.selectRow", { title: level.title, location: level.location_name })}
          checked={chosen}
          onChange={(event) => onChoose(event.target.checked)}
          className="size-4.5 accent-brand"
        />
      </label>
      <button type="button" onClick={() => onOpen(level)} className="flex min-w-0 flex-1 flex-col justify-center gap-1 pr-2 text-left">
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
