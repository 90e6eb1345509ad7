import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useApi } from "@/api/server-context";
import { findByCode } from "@/api/item-codes";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, TextArea } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { type DraftLine, LINES_MAX, withItem } from "./draft";
import { readPasted } from "./paste";

const AT_ONCE = 6;

export interface PasteDialogProps {
  lines: DraftLine[];
  onLines: (lines: DraftLine[]) => void;
  onClose: () => void;
}

/** A list from a spreadsheet: what is known is added, what is not is named. */
export function PasteDialog({ lines, onLines, onClose }: PasteDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const queries = useQueryClient();
  const form = useId();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<string[] | null>(null);
  const [added, setAdded] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  const add = async () => {
    const pasted = readPasted(text).slice(0, LINES_MAX);
    setBusy(true);
    setError(null);
    let next = lines;
    const left: string[] = [];
    try {
      for (let start = 0; start < pasted.length; start += AT_ONCE) {
        const some = pasted.slice(start, start + AT_ONCE);
        // A few at a time: a list of 250 SKUs must not crowd out everything else this page asks.
        // oxlint-disable-next-line no-await-in-loop
        const answers = await Promise.all(some.map(({ sku }) => findByCode(api, queries, sku, false)));
        some.forEach(({ sku, quantity }, place) => {
          const [item, ...others] = answers[place] ?? [];
          if (item && others.length === 0) next = withItem(next, item, quantity);
          else left.push(sku);
        });
      }
    } catch (caught) {
      setError(caught instanceof Error ? caught : new Error(String(caught)));
      setBusy(false);
      return;
    }
    onLines(next);
    setBusy(false);
    setAdded(pasted.length - left.length);
    setMissing(left);
    if (left.length === 0 && pasted.length > 0) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("transfers.form.paste")}
      description={t("transfers.form.pasteHint")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{missing === null ? t("common.cancel") : t("common.done")}</Button>
          <Button type="submit" form={form} look="primary" disabled={busy || text.trim() === ""} aria-busy={busy}>
            {busy ? t("transfers.form.pasteWorking") : t("transfers.form.pasteAdd")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label={t("transfers.form.pasteLabel")}>
          {(control) => (
            <TextArea {...control} rows={8} className="font-mono" placeholder={"85123A\t6\n71053\t12"} value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        {missing !== null && (
          <p role="status" className="text-sm">
            {added + missing.length === 0
              ? t("transfers.form.pasteNone")
              : t("transfers.form.pasteAdded", { count: added, n: format.quantity(added) })}
            {missing.length > 0 && <span className="block text-warn-text">{t("transfers.form.pasteLeft", { skus: missing.join(", ") })}</span>}
          </p>
        )}
        {error && <QueryError title={t("transfers.failed")} error={error} />}
      </form>
    </Dialog>
  );
}
