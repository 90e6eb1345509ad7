import { useId, useState } from "react";
import { ApiProblem } from "@/api/problem";
import { useHost } from "@/host/host-context";
import { NotConfirmed } from "@/lib/passkeys";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useAddPasskey } from "./queries";

/** Asks for a name and the password, then has the device make a passkey. */
export function AddPasskey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const add = useAddPasskey();
  const form = useId();
  const [given, setGiven] = useState({ name: "", current: "" });
  const problemOf = (field: string) =>
    add.error instanceof ApiProblem ? add.error.fields.find((each) => each.field === field)?.message : undefined;
  const isShown = problemOf("current") !== undefined || problemOf("name") !== undefined;
  const submit = () =>
    add.mutate(given, {
      onSuccess: () => {
        onClose();
        showSuccess(t("me.passkeyAdded", { name: given.name.trim() }));
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("me.addPasskey")}
      description={t("me.passkeysBody")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={form}
            look="primary"
            aria-busy={add.isPending}
            disabled={add.isPending || given.name.trim() === "" || given.current === ""}
          >
            {add.isPending ? t("passkey.asking") : t("me.addPasskey")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t("me.passkeyName")} hint={t("me.passkeyNameHint")} error={problemOf("name")}>
          {(control) => (
            <Input {...control} maxLength={80} value={given.name} onChange={(event) => setGiven({ ...given, name: event.target.value })} />
          )}
        </Field>
        <Field label={t("me.current")} error={problemOf("current")}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={given.current}
              onChange={(event) => setGiven({ ...given, current: event.target.value })}
            />
          )}
        </Field>
        {add.error instanceof NotConfirmed ? (
          <p role="alert" className="text-sm">
            {t("passkey.notConfirmed")}
          </p>
        ) : (
          add.error && !isShown && <QueryError title={t("me.passkeyFailed")} error={add.error} />
        )}
      </form>
    </Dialog>
  );
}
