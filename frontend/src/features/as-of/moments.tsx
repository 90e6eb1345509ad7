import { useState } from "react";
import { useNow } from "@/lib/clock";
import { localOf, momentOf } from "@/lib/zoned";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

const MINUTE_MS = 60_000;

export interface MomentsProps {
  asOf: string;
  knownAt: string | null;
  onChange: (patch: Record<string, string | null>) => void;
}

/** The two moments, in the shop's own time: what is shown, and what was known when. */
export function Moments({ asOf, knownAt, onChange }: MomentsProps) {
  const { t } = useTranslation();
  const { timeZone } = useFormat();
  const now = useNow();
  const today = localOf(new Date(now).toISOString(), timeZone).slice(0, 10);
  const quick = [
    ["midnight", `${today}T00:00`],
    ["monthStart", `${today.slice(0, 7)}-01T00:00`],
    ["yearStart", `${today.slice(0, 4)}-01-01T00:00`],
  ] as const;
  return (
    <Card>
      <div className="grid gap-4 sm:grid-cols-2">
        <Moment label={t("asOf.when")} hint={t("asOf.whenHint", { zone: timeZone })} value={asOf} onChange={(as_of) => onChange({ as_of })} />
        <Moment
          label={t("asOf.knownAt")}
          hint={t("asOf.knownAtHint")}
          optional={t("common.optional")}
          value={knownAt}
          onChange={(known_at) => onChange({ known_at })}
        />
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button small onClick={() => onChange({ as_of: null, known_at: null })}>
          {t("asOf.now")}
        </Button>
        {quick.map(([name, local]) => (
          <Button key={name} small onClick={() => onChange({ as_of: momentOf(local, timeZone) })}>
            {t(`asOf.${name}`)}
          </Button>
        ))}
      </div>
    </Card>
  );
}

interface MomentProps {
  label: string;
  hint: string;
  optional?: string;
  value: string | null;
  onChange: (moment: string | null) => void;
}

function Moment({ label, hint, optional, value, onChange }: MomentProps) {
  const { t } = useTranslation();
  const { timeZone } = useFormat();
  const shown = value === null ? "" : localOf(value, timeZone);
  // While somebody types, the field holds what they typed, also where that is no moment yet.
  const [typed, setTyped] = useState<{ of: string; text: string } | null>(null);
  const text = typed?.of === shown ? typed.text : shown;
  const moment = text === "" ? null : momentOf(text, timeZone);
  const latest = useNow() + MINUTE_MS;
  const isWrong = text !== "" && (moment === null || Date.parse(moment) > latest);
  const type = (next: string) => {
    setTyped({ of: shown, text: next });
    const chosen = next === "" ? null : momentOf(next, timeZone);
    if ((next === "" && optional !== undefined) || (chosen !== null && Date.parse(chosen) <= latest)) {
      setTyped(null);
      onChange(chosen);
    }
  };
  return (
    <Field label={label} hint={hint} error={isWrong ? t("asOf.wrong") : undefined} {...(optional !== undefined && { optional })}>
      {(control) => <Input {...control} type="datetime-local" value={text} onChange={(event) => type(event.target.value)} />}
    </Field>
  );
}
