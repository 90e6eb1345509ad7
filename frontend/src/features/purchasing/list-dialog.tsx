import { useId, useRef, useState } from "react";
import type { TermsAnswer, TermsFound } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, TextArea } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { LINES_MAX } from "./draft";
import { readPasted } from "./paste";
import { useLookUp } from "./queries";

export interface ListDialogProps {
  supplierId: string;
  currency: string;
  onFound: (found: TermsFound[]) => void;
  onClose: () => void;
}

/** A list from a spreadsheet, pasted or as a file: what is known is added, what is not is named. */
export function ListDialog({ supplierId, currency, onFound, onClose }: ListDialogProps) {
  const { t } = useTranslation();
  const form = useId();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [isEmpty, setEmpty] = useState(false);
  const lookUp = useLookUp(supplierId, currency);
  const take = (answer: TermsAnswer) => {
    onFound(answer.items.filter(({ found }) => found === "one"));
    setEmpty(answer.items.length === 0);
    if (answer.unread === 0 && answer.items.length > 0 && answer.items.every(({ found }) => found === "one")) onClose();
  };
  const addText = () => {
    const rows = readPasted(text)
      .slice(0, LINES_MAX)
      .map(({ code, quantity }) => ({ code, quantity }));
    setEmpty(rows.length === 0);
    if (rows.length > 0) lookUp.mutate({ rows }, { onSuccess: take });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("buying.listing.title")}
      description={t("buying.listing.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{lookUp.data ? t("common.done") : t("common.cancel")}</Button>
          <Button disabled={lookUp.isPending} onClick={() => file.current?.click()}>
            {t("buying.listing.file")}
          </Button>
          <Button type="submit" form={form} look="primary" disabled={lookUp.isPending || text.trim() === ""} aria-busy={lookUp.isPending}>
            {lookUp.isPending ? t("buying.listing.working") : t("buying.listing.add")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          addText();
        }}
      >
        <Field label={t("buying.listing.label")}>
          {(control) => (
            <TextArea {...control} rows={8} className="font-mono" placeholder={"85123A\t6\n71053\t12"} value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        <input
          ref={file}
          type="file"
          hidden
          aria-label={t("buying.listing.file")}
          accept=".csv,.tsv,.txt,.xlsx"
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            event.target.value = "";
            if (chosen) lookUp.mutate({ file: chosen }, { onSuccess: take });
          }}
        />
        {isEmpty && <p role="status">{t("buying.listing.none")}</p>}
        {lookUp.data && !isEmpty && <Result answer={lookUp.data} />}
        {lookUp.error && <QueryError title={t("buying.listing.failed")} error={lookUp.error} />}
      </form>
    </Dialog>
  );
}

function Result({ answer }: { answer: TermsAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codesOf = (state: TermsFound["found"]) =>
    answer.items
      .filter(({ found }) => found === state)
      .map(({ code }) => code ?? "")
      .join(", ");
  const added = answer.items.filter(({ found }) => found === "one").length;
  const [unknown, several] = [codesOf("none"), codesOf("several")];
  return (
    <p role="status" className="text-sm break-words">
      {t("buying.listing.added", { count: added, n: format.quantity(added) })}
      {unknown !== "" && <span className="block text-warn-text">{t("buying.listing.unknown", { codes: unknown })}</span>}
      {several !== "" && <span className="block text-warn-text">{t("buying.listing.several", { codes: several })}</span>}
      {answer.unread > 0 && <span className="block text-warn-text">{t("buying.listing.unread", { count: answer.unread, n: format.quantity(answer.unread) })}</span>}
    </p>
  );
}
