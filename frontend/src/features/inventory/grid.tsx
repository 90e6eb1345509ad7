/** The inventory as a grid: rows from the server in windows, only what is in view in the page. */
import { type Cell, type Row, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { levelKey, useChangedLevels } from "@/api/live";
import type { Level } from "@/api/types";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { type LevelColumnMeta, columns, features } from "./columns";
import { type Position, useGridKeys } from "./grid-keys";
import type { LevelListProps } from "./list-props";

const ROW_PX = 48;
/** Read the next window when this many rows or fewer are left below. */
const READ_AHEAD_ROWS = 60;

const TEMPLATE = columns.map((column) => column.meta?.width ?? "1fr").join(" ");
const ROW_CLASSES = "grid min-w-[63.75rem] items-center gap-x-3 px-4";

export function LevelGrid(props: LevelListProps) {
  const { rows, total, faded, more } = props;
  const { t } = useTranslation();
  const gridId = useId();
  const scrollRef = useRef<HTMLDivElement>(null);
  const changed = useChangedLevels();
  const table = useTable({ features, columns, data: rows as Level[], getRowId: levelKey });
  const tableRows = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollPaddingStart: 40,
  });
  const keys = useGridKeys({
    rows: tableRows.length,
    columns: columns.length,
    pageRows: Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 480) / ROW_PX) - 1),
    onMove: ({ row }) => virtualizer.scrollToIndex(row),
    onEnter: ({ row }) => rows[row] && props.onOpen(rows[row]),
    onAdjust: ({ row }) => rows[row] && props.onAdjust(rows[row]),
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more.has && !more.busy && !more.error && lastShown >= rows.length - READ_AHEAD_ROWS) more.read();
  }, [more, lastShown, rows.length]);

  return (
    <>
      <div
        ref={scrollRef}
        role="grid"
        aria-label={t("inventory.grid")}
        aria-rowcount={total === null ? -1 : total + 1}
        aria-colcount={columns.length}
        aria-activedescendant={keys.at ? `${gridId}-${keys.at.row}-${keys.at.column}` : undefined}
        aria-busy={faded}
        tabIndex={0}
        onKeyDown={keys.press}
        onFocus={keys.enter}
        className="relative h-[max(22rem,calc(100dvh-16.5rem))] overflow-auto border-t border-line outline-none focus-visible:outline-2 focus-visible:outline-offset-[-2px] focus-visible:outline-brand"
      >
        <HeaderRow sort={props.sort} onSort={props.onSort} />
        <div
          role="rowgroup"
          className={classes("relative min-w-[63.75rem] transition-opacity", faded && "opacity-50")}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map((item) => {
            const row = tableRows[item.index];
            return (
              row && (
                <LevelRow
                  key={row.id}
                  row={row}
                  gridId={gridId}
                  index={item.index}
                  top={item.start}
                  activeColumn={keys.at?.row === item.index ? keys.at.column : null}
                  changed={changed.has(row.id)}
                  onCell={keys.go}
                  onOpen={props.onOpen}
                />
              )
            );
          })}
        </div>
      </div>
      <GridFoot more={more} shown={rows.length} />
    </>
  );
}

function HeaderRow({ sort, onSort }: Pick<LevelListProps, "sort" | "onSort">) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className="sticky top-0 z-10 min-w-[63.75rem] border-b border-line bg-surface">
      <div role="row" aria-rowindex={1} className={classes(ROW_CLASSES, "h-10")} style={{ gridTemplateColumns: TEMPLATE }}>
        {columns.map((column, index) => {
          const { word, end, sort: key } = column.meta as LevelColumnMeta;
          const isSorted = key !== undefined && key === sort.key;
          const Arrow = sort.descending ? ArrowDown : ArrowUp;
          return (
            <div
              key={word}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : key && "none"}
              className={classes("min-w-0 text-xs font-medium text-muted", end && "text-right")}
            >
              {key ? (
                <button
                  type="button"
                  onClick={() => onSort({ key, descending: isSorted ? !sort.descending : (end ?? false) })}
                  className={classes(
                    "inline-flex max-w-full items-center gap-1 rounded whitespace-nowrap hover:text-ink",
                    isSorted && "font-semibold text-ink",
                  )}
                >
                  {t(word)}
                  {isSorted && <Arrow aria-hidden className="size-3.5" />}
                </button>
              ) : (
                t(word)
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface LevelRowProps {
  row: Row<typeof features, Level>;
  gridId: string;
  index: number;
  top: number;
  activeColumn: number | null;
  changed: boolean;
  onCell: (position: Position) => void;
  onOpen: (level: Level) => void;
}

const LevelRow = memo(function LevelRow({ row, gridId, index, top, activeColumn, changed, onCell, onOpen }: LevelRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={activeColumn !== null}
      className={classes(
        ROW_CLASSES,
        "absolute inset-x-0 top-0 cursor-default border-b border-line text-sm hover:bg-hover",
        activeColumn !== null && "bg-hover",
      )}
      style={{ gridTemplateColumns: TEMPLATE, height: ROW_PX, transform: `translateY(${top}px)` }}
      onDoubleClick={() => onOpen(row.original)}
    >
      {row.getAllCells().map((cell, column) => (
        <GridCell
          key={cell.id}
          id={`${gridId}-${index}-${column}`}
          cell={cell}
          column={column}
          active={activeColumn === column}
          changed={changed}
          onPick={() => {
            onCell({ row: index, column });
            if (column === 0) onOpen(row.original);
          }}
        />
      ))}
    </div>
  );
});

interface GridCellProps {
  id: string;
  cell: Cell<typeof features, Level, unknown>;
  column: number;
  active: boolean;
  changed: boolean;
  onPick: () => void;
}

function GridCell({ id, cell, column, active, changed, onPick }: GridCellProps) {
  const { end, live } = cell.column.columnDef.meta as LevelColumnMeta;
  return (
    // Keys are heard by the grid, which holds the focus for all its cells.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="gridcell"
      tabIndex={-1}
      id={id}
      aria-colindex={column + 1}
      onClick={onPick}
      className={classes(
        "flex h-8 min-w-0 items-center gap-1.5 rounded-md outline-none",
        end && "justify-end",
        column === 0 && "h-11 cursor-pointer underline-offset-4 hover:[&>span>span:first-child]:underline",
        active && "ring-2 ring-brand/70 ring-offset-4 ring-offset-hover",
        live && changed && "just-changed",
      )}
    >
      {cell.column.columnDef.cell && typeof cell.column.columnDef.cell === "function"
        ? cell.column.columnDef.cell(cell.getContext())
        : null}
    </div>
  );
}

export function GridFoot({ more, shown }: { more: LevelListProps["more"]; shown: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (more.error) {
    return (
      <div className="border-t border-line p-3">
        <QueryError title={t("inventory.moreFailed")} error={more.error} onRetry={more.read} />
      </div>
    );
  }
  return (
    <p className="border-t border-line px-4 py-2 text-xs text-muted" aria-live="polite">
      {more.busy
        ? t("inventory.loadingMore")
        : more.has
          ? t("inventory.read", { rows: format.quantity(shown) })
          : t("inventory.end")}
    </p>
  );
}

