import { type FormEvent, useId, useState } from "react";
import { problemAt } from "@/api/problem";
import type { MailDraft, Order } from "@/api/types";
import { useHost } from "@/host/host-context";
import { newIntentKey } from "@/lib/intent-key";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, TextArea } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Banner, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { useMailDraft, useSend } from "./queries";

/** The mail as it will leave: everything in it can be changed before. */
export function SendDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation();
  const draft = useMailDraft(order.id);
  const form = useId();
  const [isBusy, setBusy] = useState(false);
  const mayLeave = draft.data?.sends_mail ?? false;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("buying.sending.title", { name: order.name })}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={isBusy || !mayLeave} aria-busy={isBusy}>
            {t("buying.sending.submit")}
          </Button>
        </>
      }
    >
      {draft.error && <QueryError title={t("buying.failed")} error={draft.error} onRetry={() => void draft.refetch()} />}
      {!draft.data && !draft.error && <Skeleton className="h-64" />}
      {draft.data && !draft.data.sends_mail && <Banner tone="warn" title={t("buying.sending.noServer")} body={t("buying.sending.noServerBody")} />}
      {draft.data?.sends_mail && <Letter form={form} order={order} draft={draft.data} onBusy={setBusy} onClose={onClose} />}
    </Dialog>
  );
}

interface LetterProps {
  form: string;
  order: Order;
  draft: MailDraft;
  onBusy: (busy: boolean) => void;
  onClose: () => void;
}

function Letter({ form, order, draft, onBusy, onClose }: LetterProps) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const send = useSend(order);
  const [key, setKey] = useState(newIntentKey);
  const [mail, setMail] = useState({ to: draft.to, subject: draft.subject, words: draft.words, with_csv: false });
  const [isTyped, setTyped] = useState(false);
  useUnsaved(isTyped && !send.isSuccess);
  const last = send.data?.mails.at(-1);
  const didNotLeave = send.isSuccess && last?.state !== "sent";
  const change = (part: Partial<typeof mail>) => {
    setMail((now) => ({ ...now, ...part }));
    setTyped(true);
    setKey(newIntentKey());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onBusy(true);
    send.mutate(
      { ...mail, key },
      {
        onSuccess: ({ mails }) => {
          if (mails.at(-1)?.state !== "sent") {
            setKey(newIntentKey()); // another try is another mail
            return;
          }
          showSuccess(t("buying.sending.sent", { to: mail.to }));
          onClose();
        },
        onSettled: () => onBusy(false),
      },
    );
  };
  return (
    <form id={form} noValidate className="flex flex-col gap-4" onSubmit={submit}>
      <Field label={t("buying.sending.to")} error={problemAt(send.error, "to")}>
        {(control) => <Input {...control} type="email" maxLength={254} value={mail.to} onChange={(event) => change({ to: event.target.value })} />}
      </Field>
      <Field label={t("buying.sending.subject")} error={problemAt(send.error, "subject")}>
        {(control) => <Input {...control} maxLength={200} value={mail.subject} onChange={(event) => change({ subject: event.target.value })} />}
      </Field>
      <Field label={t("buying.sending.words")} error={problemAt(send.error, "words")}>
        {(control) => <TextArea {...control} rows={9} maxLength={4000} value={mail.words} onChange={(event) => change({ words: event.target.value })} />}
      </Field>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm">
        <span className="text-muted">{t("buying.sending.attached", { files: draft.attachments.join(", ") })}</span>
        <label className="flex items-center gap-2">
          <input type="checkbox" className="size-4 accent-brand" checked={mail.with_csv} onChange={(event) => change({ with_csv: event.target.checked })} />
          {t("buying.sending.csv")}
        </label>
      </div>
      {send.error && <QueryError title={t("buying.sending.failed")} error={send.error} />}
      {didNotLeave && <Banner tone="bad" title={t("buying.sending.failed")} body={[last?.problem, t("buying.sending.failedBody")].filter(Boolean).join(". ")} />}
    </form>
  );
}
