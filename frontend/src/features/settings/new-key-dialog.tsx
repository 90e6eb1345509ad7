import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useCreateKey } from "./queries";

const SCOPES = ["read", "write", "admin"] as const;

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "keyNameEmpty"), z.maxLength(80, "keyNameLong")),
  scopes: z.array(z.enum(SCOPES)).check(z.minLength(1, "scopesEmpty")),
});

type Values = z.infer<typeof schema>;

export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateKey();
  return (
    <Dialog open onClose={onClose} title={t("settings.createTitle")} closeLabel={t("common.close")}>
      {create.data ? (
        <ShownOnce apiKey={create.data.key} onClose={onClose} />
      ) : (
        <KeyForm create={create} onCancel={onClose} />
      )}
    </Dialog>
  );
}

function KeyForm({ create, onCancel }: { create: ReturnType<typeof useCreateKey>; onCancel: () => void }) {
  const { t } = useTranslation();
  const { register, handleSubmit, formState } = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { name: "", scopes: ["read"] },
  });
  useUnsaved(formState.isDirty);
  const nameProblem = formState.errors.name?.message as "keyNameEmpty" | "keyNameLong" | undefined;
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={(event) => void handleSubmit((values) => create.mutate(values))(event)}>
      <Field
        label={t("settings.keyName")}
        hint={t("settings.keyNameHint")}
        error={nameProblem && t(`settings.${nameProblem}`)}
      >
        {(control) => <Input {...control} autoComplete="off" placeholder={t("settings.keyNamePlaceholder")} {...register("name")} />}
      </Field>
      <fieldset>
        <legend className="text-sm font-medium">{t("settings.scopes")}</legend>
        <div className="mt-1.5 flex flex-col gap-2">
          {SCOPES.map((scope) => (
            <label key={scope} className="flex items-start gap-2.5 text-sm">
              <input type="checkbox" value={scope} className="mt-1 size-4 accent-brand" {...register("scopes")} />
              <span>
                <span className="block font-medium">{t(`settings.scope.${scope}`)}</span>
                <span className="block text-xs text-muted">{t(`settings.scopeHint.${scope}`)}</span>
              </span>
            </label>
          ))}
        </div>
        {formState.errors.scopes && (
          <p role="alert" className="mt-1 text-xs font-medium text-bad-text">
            {t("settings.scopesEmpty")}
          </p>
        )}
      </fieldset>
      {create.error && <QueryError title={t("settings.createFailed")} error={create.error} />}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={create.isPending} aria-busy={create.isPending}>
          {t("settings.submit")}
        </Button>
      </div>
    </form>
  );
}

function ShownOnce({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm">{t("settings.shownOnce")}</p>
      <div className="flex items-center gap-2 rounded-lg bg-sunken p-2 pl-3">
        <code aria-label={t("settings.newKey")} className="min-w-0 flex-1 font-mono text-sm break-all">
          {apiKey}
        </code>
        <CopyButton text={apiKey} label={t("common.copy")} doneLabel={t("common.copied")} />
      </div>
      <div className="-mx-5 -mb-4 flex justify-end border-t border-line px-5 py-3">
        <Button look="primary" onClick={onClose}>
          {t("common.done")}
        </Button>
      </div>
    </div>
  );
}
