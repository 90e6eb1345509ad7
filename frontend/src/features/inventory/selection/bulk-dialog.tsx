/** One edit of every selected level: said once, worked out by the server, and carried out exactly as shown. */
import { type FormEvent, useState } from "react";
import { ApiProblem } from "@/api/problem";
import type { BulkPreview, BulkPreviewInput, LevelQuestion } from "@/api/types";
import { parseWhole } from "@/lib/arithmetic";
import { newIntentKey } from "@/lib/intent-key";
import { Unsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { useTranslation } from "@/words";
import { FIRST_WHY, ReasonFields } from "../edit/reason-fields";
import { PreviewTables } from "./preview";
import { selectionBody, useBulkEdit, useBulkPreview } from "./queries";
import { BULK_MAX, type Selection } from "./selection";

const DEEDS = ["set", "add", "subtract"] as const;
type Deed = (typeof DEEDS)[number];

export interface BulkDialogProps {
  selection: Selection;
  question: LevelQuestion;
  onSent: (changeSetId: string) => void;
  onClose: () => void;
}

function troubleOf(deed: Deed, text: string): "unitsWrong" | "unitsZero" | null {
  const units = parseWhole(text);
  if (units === null || units < 0 || units > 1_000_000_000) return "unitsWrong";
  return units === 0 && deed !== "set" ? "unitsZero" : null;
}

export function BulkDialog({ selection, question, onSent, onClose }: BulkDialogProps) {
  const { t } = useTranslation();
  const [deed, setDeed] = useState<Deed>("set");
  const [units, setUnits] = useState("");
  const [why, setWhy] = useState(FIRST_WHY);
  const [tried, setTried] = useState(false);
  const [intent, setIntent] = useState<{ key: string; text: string } | null>(null);
  const preview = useBulkPreview();
  const edit = useBulkEdit();
  const trouble = troubleOf(deed, units);
  const shown = preview.data;
  const workOut = () => {
    const body: BulkPreviewInput = {
      selection: selectionBody(selection, question),
      change: { do: deed, units: parseWhole(units) ?? 0 },
    };
    edit.reset();
    preview.mutate(body);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!trouble) workOut();
  };
  const carryOut = (packed: string) => {
    const body = { preview: packed, reason: why.reason, note: why.note.trim() };
    const text = JSON.stringify(body);
    const key = intent?.text === text ? intent.key : newIntentKey();
    setIntent({ key, text });
    edit.mutate({ key, body }, { onSuccess: (made) => onSent(made.change_set_id) });
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("bulk.title")}
      description={t("bulk.body")}
      closeLabel={t("common.close")}
      footer={
        shown ? (
          <ShownFooter shown={shown} busy={edit.isPending} onBack={preview.reset} onCarryOut={carryOut} />
        ) : (
          <>
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button look="primary" type="submit" form="bulk-edit" disabled={preview.isPending} aria-busy={preview.isPending}>
              {t(preview.isPending ? "bulk.previewing" : "bulk.preview")}
            </Button>
          </>
        )
      }
    >
      <Unsaved when={units !== ""} />
      {shown ? (
        <div className="flex flex-col gap-4">
          {edit.error && <EditError error={edit.error} busy={preview.isPending} onAgain={workOut} />}
          <PreviewTables preview={shown} />
          <ReasonFields why={why} onChange={setWhy} />
        </div>
      ) : (
        <form id="bulk-edit" noValidate onSubmit={submit} className="flex flex-col gap-4">
          <Segmented wide label={t("bulk.what")} value={deed} options={DEEDS.map((each) => ({ value: each, label: t(`bulk.do.${each}`) }))} onChange={setDeed} />
          <Field label={t("bulk.units")} error={tried && trouble ? t(`bulk.${trouble}`) : undefined} hint={t("bulk.limit", { count: BULK_MAX })}>
            {(control) => (
              <Input
                {...control}
                value={units}
                inputMode="numeric"
                autoComplete="off"
                className="tnum w-32! text-right font-semibold"
                onChange={(event) => setUnits(event.target.value)}
              />
            )}
          </Field>
          {preview.error && <QueryError title={t("bulk.previewFailed")} error={preview.error} />}
        </form>
      )}
    </Dialog>
  );
}

interface ShownFooterProps {
  shown: BulkPreview;
  busy: boolean;
  onBack: () => void;
  onCarryOut: (packed: string) => void;
}

function ShownFooter({ shown, busy, onBack, onCarryOut }: ShownFooterProps) {
  const { t } = useTranslation();
  const { preview } = shown;
  return (
    <>
      <Button onClick={onBack}>{t("bulk.back")}</Button>
      {preview !== null && (
        <Button look="primary" disabled={busy} aria-busy={busy} onClick={() => onCarryOut(preview)}>
          {t("bulk.send", { count: shown.changed, total: shown.changed })}
        </Button>
      )}
    </>
  );
}

/** What stood in the way; where quantities have moved, which, and the way on. */
function EditError({ error, busy, onAgain }: { error: Error; busy: boolean; onAgain: () => void }) {
  const { t } = useTranslation();
  const moved = error instanceof ApiProblem && error.status === 409 ? error.fields : [];
  if (moved.length === 0) return <QueryError title={t("edit.sendFailed")} error={error} />;
  return (
    <div role="alert" className="rounded-xl bg-warn-soft p-4 text-sm text-warn-text">
      <p className="font-semibold">{t("bulk.previewTooOld")}</p>
      <ul className="mt-1 max-h-32 overflow-y-auto text-xs">
        {moved.slice(0, 50).map((each) => (
          <li key={each.field}>{each.message}</li>
        ))}
      </ul>
      <Button small className="mt-2" disabled={busy} onClick={onAgain}>
        {t("bulk.previewAgain")}
      </Button>
    </div>
  );
}
