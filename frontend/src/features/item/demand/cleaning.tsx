import { type FormEvent, useState } from "react";
import type { Cleaning as CleaningFound, CleaningStep, SwitchInput } from "@/api/types";
import { useHost } from "@/host/host-context";
import { useNow } from "@/lib/clock";
import { useUnsaved } from "@/lib/unsaved";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import { noon } from "./figures";
import { useCleaning, useSwitchStep, useTakeBack } from "./queries";

type Wanted = Omit<SwitchInput, "reason" | "location_id">;

export interface CleaningProps {
  itemId: string;
  locationId: string;
  mayBuy: boolean;
}

/** What each step took from the demand, and a switch for each, altogether or for one order or day. */
export function Cleaning({ itemId, locationId, mayBuy }: CleaningProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className="-mx-4 mt-4 border-t border-line sm:-mx-5" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer px-4 pt-3 text-sm font-medium sm:px-5">{t("forecast.cleaning.title")}</summary>
      {open && <Steps itemId={itemId} locationId={locationId} mayBuy={mayBuy} />}
    </details>
  );
}

function Steps({ itemId, locationId, mayBuy }: CleaningProps) {
  const { t } = useTranslation();
  const cleaning = useCleaning(itemId, locationId);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  if (cleaning.error && !cleaning.data) {
    return (
      <div className="p-4">
        <QueryError title={t("forecast.cleaning.error")} error={cleaning.error} onRetry={() => void cleaning.refetch()} />
      </div>
    );
  }
  if (!cleaning.data) return <Skeleton className="m-4 h-40" />;
  return (
    <>
      <p className="px-4 pt-1 text-xs text-muted sm:px-5">{t("forecast.cleaning.note")}</p>
      <Altogether found={cleaning.data} itemId={itemId} {...(mayBuy && { onWant: setWanted })} />
      <Rows found={cleaning.data} itemId={itemId} {...(mayBuy && { onWant: setWanted })} />
      {wanted && <SwitchDialog itemId={itemId} locationId={locationId} wanted={wanted} onClose={() => setWanted(null)} />}
    </>
  );
}

interface PartProps {
  found: CleaningFound;
  itemId: string;
  onWant?: (wanted: Wanted) => void;
}

function Altogether({ found, itemId, onWant }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul aria-label={t("forecast.cleaning.title")} className="mt-2 grid gap-x-6 px-4 sm:grid-cols-2 sm:px-5">
      {found.steps.map((each) => (
        <li key={each.step} className="flex items-center justify-between gap-3 border-b border-line py-2 text-sm">
          <span className="min-w-0">
            {t(`forecast.cleaning.step.${each.step}`)}
            <span className="tnum block text-xs text-muted">
              {each.is_on ? t(`forecast.cleaning.times.${each.step}`, { n: format.quantity(each.step === "out_of_stock" ? each.times : each.units) }) : t("forecast.cleaning.off")}
            </span>
          </span>
          {onWant &&
            (each.switch ? (
              <Restore itemId={itemId} switchId={each.switch.switch_id} />
            ) : (
              <Button small onClick={() => onWant({ step: each.step, is_on: false })} aria-label={`${t("forecast.cleaning.turnOff")}: ${t(`forecast.cleaning.step.${each.step}`)}`}>
                {t("forecast.cleaning.turnOff")}
              </Button>
            ))}
        </li>
      ))}
    </ul>
  );
}

function Rows({ found, itemId, onWant }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const actorOf = useActorWords();
  if (found.items.length === 0) return <p className="px-4 py-3 text-sm text-muted sm:px-5">{t("forecast.cleaning.none")}</p>;
  return (
    <>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="max-h-80 overflow-y-auto" role="region" aria-label={t("forecast.cleaning.note")} tabIndex={0}>
        <ul>
          {found.items.map((row) => (
            <li key={`${row.step} ${row.order_id ?? ""} ${row.day}`} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0 sm:px-5">
              <span className="min-w-0 flex-1 basis-48">
                {t(`forecast.cleaning.row.${row.step}`, { n: format.quantity(row.units) })}
                <span className="tnum block text-xs text-muted">
                  {[format.day(noon(row.day)), row.order_label, aside(row)].filter(Boolean).join(" · ")}
                </span>
                {row.switch && (
                  <span className="block text-xs break-words text-muted">
                    {t("forecast.cleaning.by", {
                      who: actorOf({ actor: row.switch.made_by, cause: "" }) ?? "",
                      ago: format.ago(row.switch.made_at, now),
                      reason: row.switch.reason,
                    })}
                  </span>
                )}
              </span>
              <span className="flex items-center gap-2">
                <Badge tone={row.is_on ? "violet" : "neutral"}>{row.is_on ? t(`forecast.cleaning.done.${row.step}`) : t("forecast.cleaning.counts")}</Badge>
                {onWant && <Switching row={row} itemId={itemId} onWant={onWant} />}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {!found.is_complete && <p className="px-4 py-2 text-xs text-muted sm:px-5">{t("forecast.cleaning.more")}</p>}
    </>
  );

  function aside(row: CleaningStep): string {
    if (row.step !== "one_off") return "";
    return row.limit === null ? t("forecast.cleaning.ordinary") : t("forecast.cleaning.limit", { n: format.quantity(row.limit) });
  }
}

function Switching({ row, itemId, onWant }: { row: CleaningStep; itemId: string; onWant: (wanted: Wanted) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (row.switch) return <Restore itemId={itemId} switchId={row.switch.switch_id} />;
  if (!row.is_on && row.step !== "one_off") return null;
  const about = row.order_id === null ? { day: row.day } : { order_id: row.order_id };
  const words = t(row.is_on ? "forecast.cleaning.count" : "forecast.cleaning.turnOn");
  return (
    <Button
      small
      aria-label={`${words}: ${t(`forecast.cleaning.row.${row.step}`, { n: format.quantity(row.units) })}, ${row.order_label || format.day(noon(row.day))}`}
      onClick={() => onWant({ step: row.step, is_on: !row.is_on, ...about })}
    >
      {words}
    </Button>
  );
}

function Restore({ itemId, switchId }: { itemId: string; switchId: string }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const takeBack = useTakeBack(itemId);
  return (
    <Button small disabled={takeBack.isPending} aria-busy={takeBack.isPending} onClick={() => takeBack.mutate(switchId, { onSuccess: () => showSuccess(t("forecast.cleaning.saved")) })}>
      {t("forecast.cleaning.restore")}
    </Button>
  );
}

function SwitchDialog({ itemId, locationId, wanted, onClose }: { itemId: string; locationId: string; wanted: Wanted; onClose: () => void }) {
  const { t } = useTranslation();
  const isAltogether = wanted.order_id === undefined && wanted.day === undefined;
  const title = wanted.is_on ? t("forecast.cleaning.dialogOn") : isAltogether ? t("forecast.cleaning.allOff") : t("forecast.cleaning.dialogOff");
  return (
    <Dialog open onClose={onClose} title={title} description={t(`forecast.cleaning.step.${wanted.step}`)} closeLabel={t("common.close")}>
      <ReasonForm itemId={itemId} locationId={locationId} wanted={wanted} onClose={onClose} />
    </Dialog>
  );
}

function ReasonForm({ itemId, locationId, wanted, onClose }: { itemId: string; locationId: string; wanted: Wanted; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const change = useSwitchStep(itemId);
  const [reason, setReason] = useState("");
  useUnsaved(reason !== "" && !change.isSuccess);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { ...wanted, location_id: locationId, reason },
      {
        onSuccess: () => {
          showSuccess(t("forecast.cleaning.saved"));
          onClose();
        },
      },
    );
  };
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
      <Field label={t("forecast.cleaning.reason")} hint={t("forecast.cleaning.reasonHint")}>
        {(control) => <Input {...control} maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {change.error && <QueryError title={t("forecast.cleaning.failed")} error={change.error} />}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={reason.trim() === "" || change.isPending} aria-busy={change.isPending}>
          {t("forecast.cleaning.save")}
        </Button>
      </div>
    </form>
  );
}
