import { type FormEvent, useId, useState } from "react";
import { useLocations } from "@/api/shop";
import type { ReplayInput } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useAskReplay } from "./queries";
import { HABITS, type Habit } from "./ways";

const SCOPES = ["shop", "vendor", "type"] as const;
const WEEKS = [4, 8, 13, 26, 52] as const;
const UNMET = ["lost", "kept"] as const;

/** What to try: on which items, over how long, which ways against each other. */
export function AskCard({ most, onAsked }: { most: number; onAsked: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const locations = useLocations().data?.items.filter((each) => each.is_active) ?? [];
  const ask = useAskReplay();
  const legend = useId();
  const [scope, setScope] = useState<(typeof SCOPES)[number]>("shop");
  const [name, setName] = useState("");
  const [place, setPlace] = useState("");
  const possible = WEEKS.filter((each) => each <= most);
  const [weeks, setWeeks] = useState<number>(Math.max(...possible.filter((each) => each <= 26)));
  const [unmet, setUnmet] = useState<NonNullable<ReplayInput["unmet"]>>("lost");
  const [habits, setHabits] = useState<readonly Habit[]>(HABITS);
  const [tried, setTried] = useState(false);
  const nameMissing = scope !== "shop" && name.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameMissing || habits.length === 0) return;
    const body: ReplayInput = { applies_to: scope, name: scope === "shop" ? "" : name.trim(), location_id: place === "" ? null : place, weeks, unmet, seed: 1, habits: [...habits] };
    ask.mutate(body, { onSuccess: (made) => onAsked(made.id) });
  };
  const toggle = (habit: Habit) => setHabits((held) => (held.includes(habit) ? held.filter((each) => each !== habit) : [...held, habit]));
  return (
    <Card title={t("replay.ask")}>
      <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <Field label={t("replay.appliesTo")}>
            {(control) => (
              <Select {...control} value={scope} onChange={(event) => setScope(SCOPES.find((each) => each === event.target.value) ?? "shop")}>
                {SCOPES.map((each) => (
                  <option key={each} value={each}>
                    {t(`replay.scope.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {scope !== "shop" && (
            <Field label={t(`replay.${scope}`)} error={tried && nameMissing ? t("replay.nameMissing") : undefined}>
              {(control) => <Input {...control} required maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />}
            </Field>
          )}
          <Field label={t("replay.location")}>
            {(control) => (
              <Select {...control} value={place} onChange={(event) => setPlace(event.target.value)}>
                <option value="">{t("replay.everywhere")}</option>
                {locations.map((each) => (
                  <option key={each.location_id} value={each.location_id}>
                    {each.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("replay.weeks")}>
            {(control) => (
              <Select {...control} value={String(weeks)} onChange={(event) => setWeeks(Number(event.target.value))}>
                {possible.map((each) => (
                  <option key={each} value={each}>
                    {t("replay.weeksOf", { count: each, n: format.quantity(each) })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("replay.unmet")}>
            {(control) => (
              <Select {...control} value={unmet} onChange={(event) => setUnmet(UNMET.find((each) => each === event.target.value) ?? "lost")}>
                {UNMET.map((each) => (
                  <option key={each} value={each}>
                    {t(`replay.unmetOf.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <fieldset aria-labelledby={legend}>
          <legend id={legend} className="mb-2 text-sm font-medium">
            {t("replay.habits")}
          </legend>
          <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
            {HABITS.map((habit) => (
              <div key={habit}>
                <label className="flex items-center gap-2 text-sm">
                  <input type="checkbox" aria-describedby={`${legend}-${habit}`} className="size-4 accent-brand" checked={habits.includes(habit)} onChange={() => toggle(habit)} />
                  {t(`replay.habit.${habit}`)}
                </label>
                <p id={`${legend}-${habit}`} className="pl-6 text-xs text-muted">
                  {t(`replay.about.${habit}`)}
                </p>
              </div>
            ))}
          </div>
          {tried && habits.length === 0 && (
            <p role="alert" className="mt-2 text-xs font-medium text-bad-text">
              {t("replay.habitsMissing")}
            </p>
          )}
        </fieldset>
        {ask.error && <QueryError title={t("replay.failedAsk")} error={ask.error} />}
        <div>
          <Button type="submit" look="primary" disabled={ask.isPending} aria-busy={ask.isPending}>
            {ask.isPending ? t("replay.starting") : t("replay.start")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
