/** The inventory as a grid: rows from the server in windows, only what is in view in the page. */
import { type CSSProperties, type ClipboardEvent, type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { levelKey, useChangedLevels } from "@/api/live";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { parseTsv, writeTsv } from "../clipboard/tsv";
import { KINDS, cellContext } from "../columns/cells";
import { placed } from "../columns/layout";
import { lockOf } from "../edit/drafts";
import { EVERYTHING, choose, isChosen } from "../selection/selection";
import { HeaderRow } from "./header";
import { type Position, beginsEntry, moved, useCells } from "./keys";
import type { LevelListProps } from "./list-props";
import { PASTE_ROWS_MAX, land, spread } from "./paste";
import type { RowActions } from "./actions";
import { type GridBody, RowSlot, SELECT_PX } from "./row";
import { useLatest } from "./use-latest";
import { useRoom } from "./use-room";
import { HEADER_PX, useTrack } from "./use-track";

const ROW_PX = { comfortable: 48, compact: 36 } as const;
/** As many rows as a block may have to be copied: more is a file. */
const COPY_ROWS_MAX = 5000;

export function LevelGrid(props: LevelListProps) {
  const { rows, view, change, onRange, selection, drafts, onType } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const gridId = useId();
  const scrollRef = useRef<HTMLDivElement>(null);
  const bodyRef = useRef<HTMLDivElement>(null);
  const room = useRoom(scrollRef);
  const changed = useChangedLevels();
  const columns = useMemo(() => placed(view.layout, room.width, SELECT_PX), [view.layout, room.width]);
  const template = `${SELECT_PX}px ${columns.map((each) => `${each.width}px`).join(" ")}`;
  const width = columns.reduce((sum, each) => sum + each.width, SELECT_PX);
  const context = useMemo(() => cellContext(t, format), [t, format]);
  const count = rows.count ?? 0;
  const rowPx = ROW_PX[view.density];
  const [entry, setEntry] = useState<string | null>(null);
  const lastChosen = useRef(0);
  const cells = useCells(count);
  const { store, elements, height, bring: bringRow, toTop } = useTrack(scrollRef, bodyRef, { rows: count, rowPx, height: room.height }, onRange);
  useBackToTop(toTop, view);

  const bring = (to: Position) => {
    bringRow(to.row);
    bringColumn(scrollRef.current, columns[to.column - 1], columns);
  };
  const goTo = (to: Position, extend = false) => {
    cells.go(to, extend);
    bring(to);
  };
  const columnOf = (position: Position) => columns[position.column - 1]?.id;
  const begin = (at: Position, text: string) => {
    const level = rows.at(at.row);
    if (!onType || columnOf(at) !== "available" || !level || lockOf(level)) return false;
    setEntry(text);
    return true;
  };
  const chooseRows = async (to: number, isOn: boolean, extend: boolean) => {
    const [from, until] = extend ? [Math.min(lastChosen.current, to), Math.max(lastChosen.current, to)] : [to, to];
    lastChosen.current = to;
    const levels = from === until ? [rows.at(to)] : await rows.load(from, until);
    props.onSelect(choose(selection, levels.filter((each) => each !== undefined), isOn));
  };
  const latest = useLatest({ ...props, cells, begin, goTo, chooseRows, entry });
  const actions = useMemo<RowActions>(
    () => ({
      commit: (text, then) => {
        const at = latest.current.cells.at;
        const level = at && latest.current.rows.at(at.row);
        setEntry(null);
        if (!at || !level) return;
        latest.current.onType?.([{ level, text }]);
        if (then === "stay") return;
        scrollRef.current?.focus({ preventScroll: true });
        const steps = { down: "ArrowDown", right: "ArrowRight", left: "ArrowLeft" } as const;
        const extent = { rows: latest.current.rows.count ?? 0, columns: latest.current.view.layout.length + 1, pageRows: 1 };
        const to = moved(at, steps[then], false, extent);
        if (to) latest.current.goTo(to);
      },
      cancel: () => {
        setEntry(null);
        scrollRef.current?.focus({ preventScroll: true });
      },
    }),
    [latest],
  );

  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (count === 0 || event.altKey || (event.target instanceof HTMLElement && event.target.closest("button, select, input:not([type=checkbox])"))) return;
    const at = cells.at ?? { row: 0, column: 1 };
    const ctrl = event.ctrlKey || event.metaKey;
    const pageRows = Math.max(1, Math.floor((room.height - HEADER_PX) / rowPx) - 1);
    const to = moved(at, event.key, ctrl, { rows: count, columns: columns.length + 1, pageRows });
    const level = rows.at(at.row);
    if (to) goTo(to, event.shiftKey);
    else if (ctrl && event.key.toLowerCase() === "z") props.onUndo();
    else if (ctrl && event.key.toLowerCase() === "a") props.onSelect(EVERYTHING);
    else if (event.key === " ") void chooseRows(at.row, !(level && isChosen(selection, level)), event.shiftKey);
    else if (event.key === "F2") begin(at, level ? (drafts.get(levelKey(level))?.text ?? "") : "");
    else if (event.key === "Enter") {
      if (level && !begin(at, drafts.get(levelKey(level))?.text ?? "")) props.onOpen(level);
    } else if ((event.key === "Delete" || event.key === "Backspace") && level && columnOf(at) === "available") {
      onType?.([{ level, text: "" }]);
    } else if (!ctrl && beginsEntry(event.key)) {
      if (!begin(at, event.key)) return;
    } else if (!ctrl && event.key.toLowerCase() === "a" && level) props.onAdjust(level);
    else return;
    event.preventDefault();
  };
  const copy = (event: ClipboardEvent) => {
    const range = cells.range;
    if (!range || event.target instanceof HTMLInputElement || window.getSelection()?.toString()) return;
    const levels = Array.from({ length: Math.min(COPY_ROWS_MAX, range.bottom - range.top + 1) }, (_, at) => rows.at(range.top + at));
    const chosen = columns.slice(Math.max(0, range.left - 1), range.right);
    const block = levels.map((level) => chosen.map(({ id }) => (level ? KINDS[id].copy(level) : "")));
    event.clipboardData.setData("text/plain", writeTsv(block));
    event.preventDefault();
  };
  const paste = async (event: ClipboardEvent) => {
    const range = cells.range;
    if (!range || !onType || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const block = spread(parseTsv(event.clipboardData.getData("text/plain")), range).slice(0, PASTE_ROWS_MAX);
    const until = Math.min(count - 1, range.top + block.length - 1);
    const levels = until < range.top ? [] : await rows.load(range.top, until);
    const { typed, leftOut } = land(block, levels, columns.findIndex((each) => each.id === "available") + 1 - range.left);
    onType(typed, leftOut);
  };

  const click = (event: MouseEvent) => {
    const hit = cellAt(event.target);
    const level = hit && rows.at(hit.row);
    if (!hit || !level) return;
    if (hit.column > 0) cells.go(hit, event.shiftKey);
    else if (event.target instanceof HTMLInputElement) void chooseRows(hit.row, !isChosen(selection, level), event.shiftKey);
    if (columnOf(hit) === "title" && !event.shiftKey) props.onOpen(level);
  };
  const clickTwice = (event: MouseEvent) => {
    const hit = cellAt(event.target);
    const level = hit && rows.at(hit.row);
    if (!level || hit.column === 0) return;
    if (columnOf(hit) !== "available") return props.onOpen(level);
    cells.go(hit);
    begin(hit, drafts.get(levelKey(level))?.text ?? "");
  };

  const { at, range } = cells;
  const currentId = `${gridId}-current`;
  const body: GridBody = {
    store,
    elements,
    rowPx,
    rowAt: rows.at,
    currentId,
    columns,
    context,
    at,
    range: range !== null && (range.top !== range.bottom || range.left !== range.right) ? range : null,
    entry,
    selection,
    drafts,
    changed,
    actions,
  };
  return (
    <div
      ref={scrollRef}
      role="grid"
      aria-label={t("inventory.grid")}
      aria-rowcount={rows.count === null || rows.isCapped ? -1 : count + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={at ? currentId : undefined}
      aria-busy={rows.faded || rows.busy}
      tabIndex={0}
      onKeyDown={press}
      onCopy={copy}
      onPaste={(event) => void paste(event)}
      onFocus={(event) => event.target === event.currentTarget && cells.enter()}
      className="relative h-[max(22rem,calc(100dvh-17.5rem))] overflow-auto border-t border-line bg-surface outline-none focus-visible:outline-2 focus-visible:outline-offset-[-2px] focus-visible:outline-brand"
    >
      <div style={{ width, opacity: rows.faded ? 0.5 : undefined }} className="min-w-full">
        <HeaderRow
          columns={columns}
          template={template}
          sort={view.sort}
          layout={view.layout}
          allChosen={selection.kind === "all" && selection.leftOut.size === 0}
          change={change}
          onSelect={props.onSelect}
        />
        {/* Keys are heard by the grid, which holds the focus for all its cells. */}
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
        <div
          ref={bodyRef}
          role="rowgroup"
          onClick={click}
          onDoubleClick={clickTwice}
          className="relative"
          style={{ height, "--row-px": `${rowPx}px` } as CSSProperties}
        >
          {Array.from({ length: elements }, (_, slot) => (
            <RowSlot key={slot} slot={slot} body={body} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Another question or order begins at its first row. */
function useBackToTop(toTop: () => void, { search, state, locationId, filter, sort }: LevelListProps["view"]) {
  const asked = JSON.stringify([search, state, locationId, filter, sort]);
  const before = useRef(asked);
  useEffect(() => {
    if (before.current === asked) return;
    before.current = asked;
    toTop();
  }, [asked, toTop]);
}

/** Which cell something in a row belongs to. */
function cellAt(target: EventTarget): Position | null {
  const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
  const row = cell?.closest("[role=row]");
  if (!cell || !row) return null;
  return { row: Number(row.getAttribute("aria-rowindex")) - 2, column: Number(cell.getAttribute("aria-colindex")) - 1 };
}

/** Scrolls sideways until a column is in view beside those that are pinned. */
function bringColumn(grid: HTMLElement | null, column: ReturnType<typeof placed>[number] | undefined, columns: ReturnType<typeof placed>) {
  if (!grid || !column || column.pinned) return;
  const pinned = columns.reduce((sum, each) => sum + (each.pinned ? each.width : 0), SELECT_PX);
  if (column.left < grid.scrollLeft + pinned) grid.scrollLeft = column.left - pinned;
  else if (column.left + column.width > grid.scrollLeft + grid.clientWidth) grid.scrollLeft = column.left + column.width - grid.clientWidth;
}

