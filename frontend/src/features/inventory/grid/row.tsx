/** One row of the grid. It is drawn anew only if something of it has changed; the grid hears what is clicked in it. */
import { memo, useCallback, useSyncExternalStore } from "react";
import { levelKey } from "@/api/live";
import type { Level } from "@/api/types";
import { classes } from "@/ui/classes";
import { type CellContext, KINDS, mayBeCut } from "../columns/cells";
import type { PlacedColumn } from "../columns/layout";
import { type Draft, type Drafts, heldOf } from "../edit/drafts";
import { type Selection, isChosen } from "../selection/selection";
import type { RowActions } from "./actions";
import { CellEditor } from "./cell-editor";
import { DraftText } from "./draft-text";
import type { Position, Range } from "./keys";
import "./rows.css";
import type { DrawnStore } from "./use-track";

export const SELECT_PX = 44;

/** What every row of the grid needs, of which each takes its own. */
export interface GridBody {
  store: DrawnStore;
  elements: number;
  rowPx: number;
  rowAt: (index: number) => Level | undefined;
  /** The id of the current cell. */
  currentId: string;
  columns: readonly PlacedColumn[];
  context: CellContext;
  at: Position | null;
  /** A block of several cells. */
  range: Range | null;
  /** What the editor in the current cell begins with, where it is open. */
  entry: string | null;
  selection: Selection;
  drafts: Drafts;
  changed: ReadonlySet<string>;
  actions: RowActions;
}

/** The row element with this number: it shows whichever row in view has it for a remainder. */
export const RowSlot = memo(function RowSlot({ slot, body }: { slot: number; body: GridBody }) {
  const { store, elements, rowPx, at, range, columns, context, currentId, actions } = body;
  const rowOf = useCallback(() => {
    const { first } = store.get();
    return first + ((slot - (first % elements) + elements) % elements);
  }, [store, slot, elements]);
  const index = useSyncExternalStore(store.subscribe, rowOf);
  const shift = useSyncExternalStore(
    store.subscribe,
    useCallback(() => store.get().shift, [store]),
  );
  const level = body.rowAt(index);
  const inRange = range !== null && index >= range.top && index <= range.bottom;
  const key = level && levelKey(level);
  return (
    <LevelRow
      level={level}
      index={index}
      top={index * rowPx - shift}
      columns={columns}
      context={context}
      currentId={currentId}
      currentColumn={at?.row === index ? at.column : null}
      rangeLeft={inRange ? range.left : -1}
      rangeRight={inRange ? range.right : -1}
      entry={at?.row === index ? body.entry : null}
      chosen={level !== undefined && isChosen(body.selection, level)}
      draft={key === undefined ? undefined : body.drafts.get(key)}
      changed={key !== undefined && body.changed.has(key)}
      actions={actions}
    />
  );
});

interface LevelRowProps {
  level: Level | undefined;
  index: number;
  top: number;
  columns: readonly PlacedColumn[];
  context: CellContext;
  currentId: string;
  /** Of the current cell, where it is in this row. */
  currentColumn: number | null;
  /** The columns of the chosen block, where it reaches over this row. */
  rangeLeft: number;
  rangeRight: number;
  entry: string | null;
  chosen: boolean;
  draft: Draft | undefined;
  changed: boolean;
  actions: RowActions;
}

const LevelRow = memo(function LevelRow(props: LevelRowProps) {
  const { columns } = props;
  const pinned = columns.filter((each) => each.pinned).length;
  const last = columns[pinned - 1];
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.chosen}
      data-current={props.currentColumn === null ? undefined : ""}
      className="level-row"
      style={{ top: props.top }}
    >
      <div className="level-pinned" style={{ width: last ? last.left + last.width : SELECT_PX }}>
        <SelectCell {...props} />
        {columns.slice(0, pinned).map((column, at) => cellOf(props, column, at + 1))}
      </div>
      {columns.slice(pinned).map((column, at) => cellOf(props, column, pinned + at + 1))}
    </div>
  );
});

function SelectCell({ level, chosen, context, currentColumn, currentId }: LevelRowProps) {
  const isCurrent = currentColumn === 0;
  return (
    <div
      role="gridcell"
      id={isCurrent ? currentId : undefined}
      aria-colindex={1}
      className={classes("level-cell flex items-center justify-center", isCurrent && "is-current")}
      style={{ width: SELECT_PX }}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        disabled={!level}
        checked={chosen}
        aria-label={level ? context.selectLabel(level) : context.loading}
        onChange={() => undefined}
        className="size-4 shrink-0 accent-brand"
      />
    </div>
  );
}

/** A plain function, not a part: a row is drawn often, and each part of it would be one more to compare. */
function cellOf(props: LevelRowProps, column: PlacedColumn, at: number) {
  const { level, currentColumn, draft, entry, changed, context } = props;
  const kind = KINDS[column.id];
  const { show, live, rich, end, look } = kind;
  const style = column.style;
  if (!level) {
    return (
      <div key={column.id} role="gridcell" aria-label={context.loading} aria-colindex={at + 1} className="level-cell is-rich" style={style}>
        <span aria-hidden className="block h-3 w-2/3 rounded bg-sunken" />
      </div>
    );
  }
  const isCurrent = currentColumn === at;
  const isEditable = column.id === "available";
  const isOpen = isEditable && entry !== null && isCurrent;
  const isDrafted = isEditable && draft !== undefined;
  return (
    <div
      key={column.id}
      role="gridcell"
      tabIndex={-1}
      id={isCurrent ? props.currentId : undefined}
      aria-colindex={at + 1}
      className={classes(
        "level-cell",
        (rich || isOpen || isDrafted) && "is-rich",
        end && "is-end",
        mayBeCut(kind, level, column.width, context) && "is-cut",
        look?.(level),
        at >= props.rangeLeft && at <= props.rangeRight && !isCurrent && "is-in-block",
        isCurrent && "is-current",
        live && changed && "just-changed",
        isDrafted && "is-drafted",
      )}
      style={style}
    >
      {isOpen ? (
        <CellEditor level={level} first={entry} actions={props.actions} />
      ) : isDrafted ? (
        <DraftText draft={draft} held={heldOf(level)} context={context} />
      ) : (
        show(level, context)
      )}
    </div>
  );
}
