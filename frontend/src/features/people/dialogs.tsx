import { type ReactNode, useState } from "react";
import { ApiProblem } from "@/api/problem";
import { useHost } from "@/host/host-context";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { type LinkAnswer, type People, type Person, type Standing, useChangePerson, useInvite } from "./queries";
import { StandingFields } from "./standing-fields";

export function InviteDialog({ people, onClose }: { people: People; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const invite = useInvite();
  const [email, setEmail] = useState("");
  const [standing, setStanding] = useState<Standing>({ role: "warehouse", locations: null });
  const [tried, setTried] = useState(false);
  if (invite.data?.link) return <LinkDialog answer={invite.data} onClose={onClose} />;
  const refused = invite.error instanceof ApiProblem ? invite.error.fields.find((each) => each.field === "email") : undefined;
  const send = () => {
    setTried(true);
    if (standing.locations?.length === 0) return;
    invite.mutate(
      { email, ...standing },
      {
        onSuccess: (answer) => {
          if (!answer.mailed) return;
          showSuccess(t("people.mailed", { email: answer.email }));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={t("people.inviteTitle")} closeLabel={t("common.close")}>
      <DialogForm isUnsaved={email !== "" && !invite.isSuccess} busy={invite.isPending} submit={t("people.send")} onSubmit={send} onCancel={onClose}>
        <Field label={t("people.email")} error={refused?.message}>
          {(control) => (
            <Input {...control} type="email" autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
          )}
        </Field>
        <StandingFields
          roles={people.roles}
          value={standing}
          problem={tried && standing.locations?.length === 0 ? t("people.pickOne") : undefined}
          onChange={setStanding}
        />
        {invite.error && !refused && <QueryError title={t("people.failed")} error={invite.error} />}
      </DialogForm>
    </Dialog>
  );
}

export function ChangeDialog({ people, person, name, onClose }: { people: People; person: Person; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const change = useChangePerson();
  const held: Standing = { role: person.role, locations: person.locations };
  const [standing, setStanding] = useState(held);
  const isChanged = JSON.stringify(standing) !== JSON.stringify(held);
  const [tried, setTried] = useState(false);
  const save = () => {
    setTried(true);
    if (standing.locations?.length === 0) return;
    change.mutate(
      { id: person.id, ...standing },
      {
        onSuccess: () => {
          showSuccess(t("people.saved", { name }));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={t("people.changeTitle", { name })} closeLabel={t("common.close")}>
      <DialogForm isUnsaved={isChanged && !change.isSuccess} busy={change.isPending} submit={t("people.save")} onSubmit={save} onCancel={onClose}>
        <StandingFields
          roles={people.roles}
          value={standing}
          problem={tried && standing.locations?.length === 0 ? t("people.pickOne") : undefined}
          onChange={setStanding}
        />
        {change.error && <QueryError title={t("people.failed")} error={change.error} />}
      </DialogForm>
    </Dialog>
  );
}

/** A link that did not go by mail: it is here once, to be handed over. */
export function LinkDialog({ answer, onClose }: { answer: LinkAnswer; onClose: () => void }) {
  const { t } = useTranslation();
  const link = answer.link ?? "";
  return (
    <Dialog open onClose={onClose} title={t("people.linkTitle", { email: answer.email })} closeLabel={t("common.close")}>
      <div className="flex flex-col gap-4">
        <p className="text-sm">
          {answer.mail_problem ? t("people.linkProblem", { why: answer.mail_problem }) : t("people.linkBody")}
        </p>
        <div className="flex items-center gap-2 rounded-lg bg-sunken p-2 pl-3">
          <code aria-label={t("people.link")} className="min-w-0 flex-1 font-mono text-xs break-all">
            {link}
          </code>
          <CopyButton text={link} label={t("common.copy")} doneLabel={t("common.copied")} />
        </div>
        <Buttons>
          <Button look="primary" onClick={onClose}>
            {t("common.done")}
          </Button>
        </Buttons>
      </div>
    </Dialog>
  );
}

interface DialogFormProps {
  isUnsaved: boolean;
  busy: boolean;
  submit: string;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

function DialogForm({ isUnsaved, busy, submit, onSubmit, onCancel, children }: DialogFormProps) {
  const { t } = useTranslation();
  useUnsaved(isUnsaved);
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <Buttons>
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={busy} aria-busy={busy}>
          {submit}
        </Button>
      </Buttons>
    </form>
  );
}

function Buttons({ children }: { children: ReactNode }) {
  return <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">{children}</div>;
}
