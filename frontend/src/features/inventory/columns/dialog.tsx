/** Columns chosen, moved, pinned and sized, by mouse and by keyboard alike. */
import { ArrowDown, ArrowUp, GripVertical, Pin } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Dialog } from "@/ui/dialog";
import { Input } from "@/ui/field";
import { useTranslation } from "@/words";
import { COLUMN_IDS, type ColumnId, type ColumnPlace, FIRST_LAYOUT, type Layout, inOrder, moveBy, moveTo, pin, resize, show, unsize, widthOf } from "./layout";

export interface ColumnsDialogProps {
  layout: Layout;
  onChange: (layout: Layout) => void;
  onClose: () => void;
}

export function ColumnsDialog({ layout, onChange, onClose }: ColumnsDialogProps) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<ColumnId | null>(null);
  const shown = inOrder(layout);
  const hidden = COLUMN_IDS.filter((id) => !layout.some((each) => each.id === id));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("columns.title")}
      description={t("columns.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={() => onChange(FIRST_LAYOUT)}>{t("columns.reset")}</Button>
          <Button look="primary" onClick={onClose}>
            {t("common.done")}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col">
        {shown.map((place, at) => (
          <li
            key={place.id}
            draggable
            onDragStart={() => setDragged(place.id)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => dragged && event.preventDefault()}
            onDrop={() => dragged && onChange(moveTo(shown, dragged, place.id))}
            className={classes("flex items-center gap-2 border-b border-line py-1.5", dragged === place.id && "opacity-40")}
          >
            <GripVertical aria-hidden className="size-4 shrink-0 cursor-grab text-muted" />
            <ShownBox id={place.id} shown onChange={(isOn) => onChange(show(layout, place.id, isOn))} />
            <WidthField place={place} layout={layout} onChange={onChange} />
            <PlaceButtons place={place} layout={layout} isFirst={at === 0} isLast={at === shown.length - 1} onChange={onChange} />
          </li>
        ))}
        {hidden.map((id) => (
          <li key={id} className="flex items-center gap-2 border-b border-line py-1.5 pl-6 text-muted">
            <ShownBox id={id} shown={false} onChange={(isOn) => onChange(show(layout, id, isOn))} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function ShownBox({ id, shown, onChange }: { id: ColumnId; shown: boolean; onChange: (shown: boolean) => void }) {
  const { t } = useTranslation();
  const name = t(`grid.column.${id}`);
  return (
    <label className="flex min-w-0 flex-1 items-center gap-2 py-1 text-sm">
      <input
        type="checkbox"
        aria-label={t("columns.shown", { name })}
        checked={shown}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-brand"
      />
      <span className="truncate">{name}</span>
    </label>
  );
}

interface PlaceProps {
  place: ColumnPlace;
  layout: Layout;
  onChange: (layout: Layout) => void;
}

function WidthField({ place, layout, onChange }: PlaceProps) {
  const { t } = useTranslation();
  return (
    <Input
      type="number"
      className="tnum w-20! text-right"
      aria-label={t("columns.width", { name: t(`grid.column.${place.id}`) })}
      placeholder={`${widthOf({ id: place.id })}`}
      step={8}
      key={place.width ?? "auto"}
      defaultValue={place.width ?? ""}
      onBlur={(event) => {
        const wanted = Number(event.target.value);
        if (event.target.value === "") onChange(unsize(layout, place.id));
        else if (Number.isFinite(wanted) && wanted !== place.width) onChange(resize(layout, place.id, wanted));
      }}
    />
  );
}

function PlaceButtons({ place, layout, isFirst, isLast, onChange }: PlaceProps & { isFirst: boolean; isLast: boolean }) {
  const { t } = useTranslation();
  const name = t(`grid.column.${place.id}`);
  const pinned = place.pinned ?? false;
  return (
    <span className="flex shrink-0">
      <IconButton label={t("columns.up", { name })} disabled={isFirst} onClick={() => onChange(moveBy(layout, place.id, -1))}>
        <ArrowUp aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={t("columns.down", { name })} disabled={isLast} onClick={() => onChange(moveBy(layout, place.id, 1))}>
        <ArrowDown aria-hidden className="size-4" />
      </IconButton>
      <IconButton
        label={t(pinned ? "columns.unpin" : "columns.pin", { name })}
        aria-pressed={pinned}
        onClick={() => onChange(pin(layout, place.id, !pinned))}
      >
        <Pin aria-hidden className={classes("size-4", pinned && "fill-current text-brand-text")} />
      </IconButton>
    </span>
  );
}
