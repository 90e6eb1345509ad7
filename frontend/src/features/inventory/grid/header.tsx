/** The headings: a click sorts, a drag moves a column, its edge makes it wider. The columns panel does it by keys. */
import { ArrowDown, ArrowUp } from "lucide-react";
import { type PointerEvent, memo, useState } from "react";
import { classes } from "@/ui/classes";
import { useTranslation } from "@/words";
import { KINDS } from "../columns/cells";
import { type ColumnId, type Layout, type PlacedColumn, moveTo, resize, unsize } from "../columns/layout";
import { EVERYTHING, NOTHING, type Selection } from "../selection/selection";
import type { View } from "../views/view";
import { SELECT_PX } from "./row";

export interface HeaderRowProps {
  columns: readonly PlacedColumn[];
  template: string;
  sort: View["sort"];
  layout: Layout;
  allChosen: boolean;
  change: (patch: Partial<View>) => void;
  onSelect: (selection: Selection) => void;
}

export const HeaderRow = memo(function HeaderRow({ columns, template, sort, layout, allChosen, change, onSelect }: HeaderRowProps) {
  const { t } = useTranslation();
  const onLayout = (next: Layout) => change({ layout: next });
  const [dragged, setDragged] = useState<ColumnId | null>(null);
  return (
    <div role="rowgroup" className="sticky top-0 z-20 border-b border-line bg-surface">
      <div role="row" aria-rowindex={1} className="grid h-10 items-center" style={{ gridTemplateColumns: template }}>
        <div role="columnheader" aria-colindex={1} className="sticky left-0 z-10 flex h-full items-center justify-center bg-surface" style={{ width: SELECT_PX }}>
          <input
            type="checkbox"
            aria-label={t("grid.selectAll")}
            title={t("grid.selectAll")}
            checked={allChosen}
            onChange={(event) => onSelect(event.target.checked ? EVERYTHING : NOTHING)}
            className="size-4 accent-brand"
          />
        </div>
        {columns.map((column, index) => (
          <div
            key={column.id}
            role="columnheader"
            tabIndex={-1}
            aria-colindex={index + 2}
            aria-sort={sortOf(column.id, sort)}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.setData("text/plain", column.id);
              setDragged(column.id);
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => dragged && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged) onLayout(moveTo(layout, dragged, column.id));
              setDragged(null);
            }}
            className={classes(
              "relative flex h-full min-w-0 items-center bg-surface px-3 text-xs font-medium text-muted",
              KINDS[column.id].end && "justify-end",
              column.pinned && "sticky z-10",
              dragged === column.id && "opacity-40",
            )}
            style={column.pinned ? { left: column.left } : undefined}
          >
            <Heading column={column} sort={sort} onSort={(next) => change({ sort: next })} />
            <Resizer column={column} layout={layout} onLayout={onLayout} />
          </div>
        ))}
      </div>
    </div>
  );
});

function sortOf(id: ColumnId, sort: View["sort"]): "ascending" | "descending" | "none" | undefined {
  const key = KINDS[id].sort;
  if (key === undefined) return undefined;
  if (key !== sort.key) return "none";
  return sort.descending ? "descending" : "ascending";
}

function Heading({ column, sort, onSort }: { column: PlacedColumn; sort: View["sort"]; onSort: (sort: View["sort"]) => void }) {
  const { t } = useTranslation();
  const { sort: key, end } = KINDS[column.id];
  const name = t(`grid.column.${column.id}`);
  if (key === undefined) return <span className="truncate">{name}</span>;
  const isSorted = key === sort.key;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <button
      type="button"
      onClick={() => onSort({ key, descending: isSorted ? !sort.descending : (end ?? key === "updated_at") })}
      className={classes("inline-flex min-w-0 items-center gap-1 rounded hover:text-ink", isSorted && "font-semibold text-ink")}
    >
      <span className="truncate">{name}</span>
      {isSorted && <Arrow aria-hidden className="size-3.5 shrink-0" />}
    </button>
  );
}

/** Mouse and touch only: the columns panel sets widths by keyboard. */
function Resizer({ column, layout, onLayout }: { column: PlacedColumn; layout: Layout; onLayout: (layout: Layout) => void }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState<number | null>(null);
  const start = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setFrom(event.clientX - column.width);
  };
  return (
    <span
      aria-hidden
      data-resize={column.id}
      title={t("columns.resize", { name: t(`grid.column.${column.id}`) })}
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={start}
      onPointerMove={(event) => from !== null && onLayout(resize(layout, column.id, event.clientX - from))}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
      onDoubleClick={() => onLayout(unsize(layout, column.id))}
      className="group absolute inset-y-0 -right-1 z-10 flex w-2 cursor-col-resize touch-none justify-center"
    >
      <span className={classes("h-full w-0.5", from === null ? "group-hover:bg-line-strong" : "bg-brand")} />
    </span>
  );
}
