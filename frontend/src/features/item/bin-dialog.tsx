import { type SubmitEvent, useId, useState } from "react";
import { useSetBin } from "@/api/bins";
import type { Level } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";

/** Says in which bin of a location an item lies. */
export function BinDialog({ level, bin, onClose }: { level: Level; bin: string; onClose: () => void }) {
  const { t } = useTranslation();
  const set = useSetBin(level.inventory_item_id);
  const form = useId();
  const [name, setName] = useState(bin);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    set.mutate({ locationId: level.location_id, bin: name.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("itemPage.bin.title", { location: level.location_name })}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={set.isPending || name.trim() === bin} aria-busy={set.isPending}>
            {t("itemPage.bin.save")}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={submit}>
        <Field label={t("itemPage.bin.name")} hint={t("itemPage.bin.hint")}>
          {(control) => <Input {...control} autoComplete="off" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        {set.error && <QueryError title={t("itemPage.bin.failed")} error={set.error} />}
      </form>
    </Dialog>
  );
}
