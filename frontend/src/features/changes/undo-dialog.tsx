import { useId, useState } from "react";
import { useNavigate } from "react-router";
import type { ChangeSet, UndoPreview } from "@/api/types";
import { useHost } from "@/host/host-context";
import { newIntentKey } from "@/lib/intent-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Delta, Quantity } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useUndo, useUndoPreview } from "./queries";

/** Shows what taking a change back does by now, conflicts first, and then does it. */
export function UndoDialog({ change, onClose }: { change: ChangeSet; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { showSuccess } = useHost();
  const preview = useUndoPreview(change.id, true);
  const undo = useUndo(change.id);
  const form = useId();
  const [key] = useState(newIntentKey);
  const [note, setNote] = useState("");
  const count = preview.data?.counts.undoable ?? 0;
  const submit = () =>
    undo.mutate(
      { note, key },
      {
        onSuccess: (made) => {
          onClose();
          showSuccess(t("changes.undoSent"));
          void navigate(`/changes/${made.id}`);
        },
      },
    );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("changes.undoTitle")}
      description={t("changes.undoBody")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={undo.isPending || count === 0} aria-busy={undo.isPending}>
            {undo.isPending ? t("changes.undoing") : t("changes.undoSubmit", { count, n: format.quantity(count) })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {preview.error && (
          <QueryError title={t("changes.undoError")} error={preview.error} onRetry={() => void preview.refetch()} />
        )}
        {!preview.data && !preview.error && (
          <div role="status" aria-label={t("changes.undoLoading")}>
            <Skeleton className="h-24" />
          </div>
        )}
        {count > 0 && (
          <Field label={t("changes.undoNote")}>
            {(control) => <Input {...control} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />}
          </Field>
        )}
        {preview.data && <Preview preview={preview.data} />}
        {undo.error && <QueryError title={t("changes.undoFailed")} error={undo.error} />}
      </form>
    </Dialog>
  );
}

function Preview({ preview: { counts, lines } }: { preview: UndoPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = counts.undoable + counts.left_alone;
  const said = (["movedSince", "negative", "leftAlone"] as const)
    .map((name) => ({ name, count: { movedSince: counts.moved_since, negative: counts.negative, leftAlone: counts.left_alone }[name] }))
    .filter(({ count }) => count > 0);
  return (
    <>
      {counts.undoable === 0 && <p className="text-sm">{t("changes.undoNothing")}</p>}
      {said.length > 0 && (
        <ul className="flex flex-col gap-1 rounded-lg bg-sunken px-3 py-2 text-sm">
          {said.map(({ name, count }) => (
            <li key={name}>{t(`changes.${name}`, { count, n: format.quantity(count) })}</li>
          ))}
        </ul>
      )}
      <Table label={t("changes.undoTable")}>
        <thead>
          <tr>
            <Th>{t("changes.item")}</Th>
            <Th end>{t("changes.now")}</Th>
            <Th end>{t("changes.change")}</Th>
            <Th end>{t("changes.after")}</Th>
            <Th>{t("changes.since")}</Th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line}>
              <Td>
                <span className="block">{line.title || line.sku}</span>
                <span className="block text-xs text-muted">
                  {line.location_name} · {t(`quantity.${line.name}`)}
                </span>
                {line.problem && <span className="block text-xs text-warn-text">{t(`changes.problem.${line.problem}`)}</span>}
              </Td>
              <Td end>
                <Quantity value={line.before} />
              </Td>
              <Td end>{line.problem ? "–" : <Delta value={line.delta} />}</Td>
              <Td end>
                <Quantity value={line.after} strong />
              </Td>
              <Td>
                <span className="text-xs text-muted">
                  {line.movements_since === 0
                    ? t("changes.untouched")
                    : t("changes.sinceDetail", {
                        count: line.movements_since,
                        n: format.quantity(line.movements_since),
                        units: format.delta(line.moved_since),
                      })}
                </span>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {lines.length < all && <p className="text-xs text-muted">{t("changes.undoShown", { n: format.quantity(lines.length) })}</p>}
    </>
  );
}
