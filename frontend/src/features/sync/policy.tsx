import { useState } from "react";
import { useLocations, useShop } from "@/api/shop";
import type { DriftPolicies, DriftPolicy } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Card } from "@/ui/card";
import { Field, Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/drift";
import { useChoosePolicies, useDriftPolicies } from "./queries";

const POLICIES = ["take", "push", "ask"] as const;

/** What is done with a difference that nothing announced: everywhere, and at single locations. */
export function Policy() {
  const { t } = useTranslation();
  const { SaveBar, showSuccess } = useHost();
  const policies = useDriftPolicies();
  const choose = useChoosePolicies();
  const locations = useLocations();
  const viewer = useShop().data?.viewer;
  const mayChoose = viewer?.permissions.includes("admin") === true && viewer.locations === null;
  const [chosen, setChosen] = useState<DriftPolicies | null>(null);
  const held = chosen ?? policies.data;
  const save = () =>
    chosen &&
    choose.mutate(chosen, {
      onSuccess: () => {
        setChosen(null);
        showSuccess(t("drift.policy.saved"));
      },
    });
  const setOne = (place: string, policy: DriftPolicy | "") =>
    held &&
    setChosen({
      ...held,
      locations: [
        ...(held.locations ?? []).filter((each) => each.location_id !== place),
        ...(policy === "" ? [] : [{ location_id: place, policy }]),
      ],
    });
  return (
    <Card title={t("drift.policy.title")} note={t("drift.policy.note")}>
      <SaveBar open={chosen !== null} busy={choose.isPending} onSave={save} onDiscard={() => setChosen(null)} />
      {choose.error && <QueryError title={t("drift.policy.saveError")} error={choose.error} />}
      {policies.error && !policies.data && (
        <QueryError title={t("drift.policy.error")} error={policies.error} onRetry={() => void policies.refetch()} />
      )}
      {!held ? (
        !policies.error && <Skeleton className="h-9" />
      ) : (
        <div className="flex flex-col gap-3">
          <Field label={t("drift.policy.everywhere")} hint={held.policy === "push" ? t("drift.policy.pushNote") : undefined} className="max-w-xs">
            {(control) => (
              <Choice
                {...control}
                value={held.policy}
                disabled={!mayChoose}
                onChange={(policy) => policy !== "" && setChosen({ ...held, policy })}
              />
            )}
          </Field>
          <details className="text-sm">
            <summary className="cursor-pointer text-muted">{t("drift.policy.locations")}</summary>
            <div className="mt-2 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
              {(locations.data?.items ?? []).map((place) => (
                <Field key={place.location_id} label={place.name}>
                  {(control) => (
                    <Choice
                      {...control}
                      mayBeNone
                      value={held.locations?.find((each) => each.location_id === place.location_id)?.policy ?? ""}
                      disabled={!mayChoose}
                      onChange={(policy) => setOne(place.location_id, policy)}
                    />
                  )}
                </Field>
              ))}
            </div>
          </details>
        </div>
      )}
    </Card>
  );
}

interface ChoiceProps {
  id: string;
  value: DriftPolicy | "";
  disabled: boolean;
  mayBeNone?: boolean;
  onChange: (policy: DriftPolicy | "") => void;
}

function Choice({ mayBeNone = false, onChange, ...control }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <Select {...control} onChange={(event) => onChange(POLICIES.find((each) => each === event.target.value) ?? "")}>
      {mayBeNone && <option value="">{t("drift.policy.as")}</option>}
      {POLICIES.map((policy) => (
        <option key={policy} value={policy}>
          {t(`drift.policy.${policy}`)}
        </option>
      ))}
    </Select>
  );
}
