/** One row of the grid. It is drawn anew only when something of it has changed. */
import { memo } from "react";
import type { Level } from "@/api/types";
import { classes } from "@/ui/classes";
import { type CellContext, KINDS } from "../columns/cells";
import type { PlacedColumn } from "../columns/layout";
import { type Draft, heldOf } from "../edit/drafts";
import type { RowActions } from "./actions";
import { CellEditor } from "./cell-editor";
import { DraftText } from "./draft-text";

export const SELECT_PX = 44;

export interface LevelRowProps {
  level: Level | undefined;
  gridId: string;
  index: number;
  top: number;
  height: number;
  /** The list is wider than its room: pinned cells stay as it moves. */
  sticky: boolean;
  columns: readonly PlacedColumn[];
  template: string;
  context: CellContext;
  /** The current cell, where it is in this row. */
  activeColumn: number | null;
  /** The columns of the chosen block, where it reaches over this row. */
  rangeLeft: number;
  rangeRight: number;
  /** What the editor begins with, where it is open in this row. */
  entry: string | null;
  chosen: boolean;
  draft: Draft | undefined;
  changed: boolean;
  actions: RowActions;
}

export const LevelRow = memo(function LevelRow(props: LevelRowProps) {
  const { level, index, top, height, template, columns, chosen, activeColumn } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classes(
        "absolute left-0 grid w-full border-b border-line text-sm",
        chosen ? "bg-brand-soft" : activeColumn === null ? "bg-surface hover:bg-hover" : "bg-hover",
      )}
      // Not a transform: each would be a layer of its own to be composed in every frame.
      style={{ gridTemplateColumns: template, height, top, contain: "size layout style" }}
    >
      <SelectCell {...props} />
      {columns.map((column, at) =>
        level ? (
          <LevelCell key={column.id} {...props} level={level} column={column} at={at + 1} />
        ) : (
          <div key={column.id} role="gridcell" aria-label={props.context.loading} aria-colindex={at + 2} className={cellClasses(column, props.sticky)} style={leftOf(column)}>
            <span aria-hidden className="block h-3 w-2/3 rounded bg-sunken" />
          </div>
        ),
      )}
    </div>
  );
});

function leftOf(column: PlacedColumn) {
  return column.pinned ? { left: column.left } : undefined;
}

function cellClasses(column: PlacedColumn, sticky: boolean): string {
  return classes(
    "flex min-w-0 items-center gap-1.5 px-3",
    KINDS[column.id].end && "justify-end",
    sticky && column.pinned && "sticky z-10 bg-inherit",
  );
}

function SelectCell({ level, gridId, index, chosen, context, actions, activeColumn, sticky }: LevelRowProps) {
  return (
    <div
      role="gridcell"
      id={`${gridId}-${index}-0`}
      aria-colindex={1}
      className={classes("flex items-center justify-center", sticky && "sticky left-0 z-10 bg-inherit", activeColumn === 0 && ACTIVE)}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        disabled={!level}
        checked={chosen}
        aria-label={level ? context.selectLabel(level) : context.loading}
        onChange={() => undefined}
        onClick={(event) => actions.choose(index, !chosen, event.shiftKey)}
        className="size-4 accent-brand"
      />
    </div>
  );
}

const ACTIVE = "outline-2 -outline-offset-2 outline-brand";

function LevelCell(props: LevelRowProps & { level: Level; column: PlacedColumn; at: number }) {
  const { level, column, at, index, gridId, context, actions, draft, entry, changed } = props;
  const { show, live } = KINDS[column.id];
  const isActive = props.activeColumn === at;
  const isEditable = column.id === "available";
  const inBlock = at >= props.rangeLeft && at <= props.rangeRight;
  return (
    // Keys are heard by the grid, which holds the focus for all its cells.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="gridcell"
      tabIndex={-1}
      id={`${gridId}-${index}-${at}`}
      aria-colindex={at + 1}
      onClick={(event) => {
        actions.pick(index, at, event.shiftKey);
        if (column.id === "title" && !event.shiftKey) actions.open(level);
      }}
      onDoubleClick={() => (isEditable ? actions.edit(index, at) : actions.open(level))}
      className={classes(
        cellClasses(column, props.sticky),
        "outline-none",
        column.id === "title" && "cursor-pointer underline-offset-4 hover:[&>span>span:first-child]:underline",
        inBlock && !isActive && "bg-info-soft",
        isActive && ACTIVE,
        live && changed && "just-changed",
        isEditable && draft && "bg-warn-soft",
      )}
      style={leftOf(column)}
    >
      {isEditable && entry !== null && isActive ? (
        <CellEditor level={level} first={entry} actions={actions} />
      ) : isEditable && draft ? (
        <DraftText draft={draft} held={heldOf(level)} context={context} />
      ) : (
        show(level, context)
      )}
    </div>
  );
}
