import { type FormEvent, useId, useState } from "react";
import type { Order } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, TextArea } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { type Step, useStep } from "./queries";

export type Asked = "submit" | "revise" | "mark-sent" | "cancel" | "close" | "reopen" | "confirm";

const BUTTONS = {
  submit: "buying.page.submit",
  revise: "buying.page.sendBack",
  "mark-sent": "buying.page.markSent",
  cancel: "buying.page.cancel",
  close: "buying.page.close",
  reopen: "buying.page.reopen",
  confirm: "buying.page.confirm",
} as const satisfies Record<Asked, string>;

/** Asks what a step needs to know, and says what follows from it. */
export function StepDialog({ order, what, onClose }: { order: Order; what: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const form = useId();
  const step = useStep(order);
  const [note, setNote] = useState("");
  const [asIs, setAsIs] = useState(false);
  const [reference, setReference] = useState(order.reference);
  const [day, setDay] = useState(order.expected_on ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    step.mutate(stepOf(what, { note, asIs, reference, day }), {
      onSuccess: () => {
        showSuccess(t(`buying.page.done.${what}`));
        onClose();
      },
    });
  };
  const body = what === "submit" && order.mine.needs_approval ? t("buying.ask.submitWaits") : t(`buying.ask.${what}Body`);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`buying.ask.${what}Title`, { name: order.name })}
      description={body}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("buying.ask.keep")}</Button>
          <Button type="submit" form={form} look={what === "cancel" ? "danger" : "primary"} disabled={step.isPending} aria-busy={step.isPending}>
            {t(BUTTONS[what])}
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="flex flex-col gap-4" onSubmit={submit}>
        {what === "submit" && order.lines.some((line) => line.problem !== null) && (
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" className="size-4 accent-brand" checked={asIs} onChange={(event) => setAsIs(event.target.checked)} />
            {t("buying.ask.asIs")}
          </label>
        )}
        {what === "confirm" && (
          <>
            <Field label={t("buying.form.reference")} optional={t("common.optional")}>
              {(control) => <Input {...control} maxLength={200} value={reference} onChange={(event) => setReference(event.target.value)} />}
            </Field>
            <Field label={t("buying.form.expected")} optional={t("common.optional")}>
              {(control) => <Input {...control} type="date" value={day} onChange={(event) => setDay(event.target.value)} />}
            </Field>
          </>
        )}
        {what !== "submit" && what !== "confirm" && (
          <Field label={t(what === "mark-sent" ? "buying.ask.noteHow" : "buying.ask.note")} optional={t("common.optional")}>
            {(control) => <TextArea {...control} maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} />}
          </Field>
        )}
        {step.error && <QueryError title={t("buying.failed")} error={step.error} />}
      </form>
    </Dialog>
  );
}

function stepOf(what: Asked, given: { note: string; asIs: boolean; reference: string; day: string }): Step {
  if (what === "submit") return { what, as_is: given.asIs };
  if (what === "confirm") return { what, reference: given.reference.trim(), expected_on: given.day || null };
  return { what, note: given.note.trim() };
}
