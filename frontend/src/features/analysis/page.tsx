import { ChartColumnBig, RefreshCw, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useLocations, useShop } from "@/api/shop";
import type { Analysis } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { Field, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, EmptyState, Progress, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/analysis";
import { Cover } from "./cover";
import { Figures } from "./figures";
import { ListCard } from "./list-card";
import { Matrix } from "./matrix";
import { useAnalyseAnew, useAnalysis, useRunning } from "./queries";
import { type ListPart, type Narrowed, narrowedOf, partOf, wordsOf } from "./question";
import { RulesDialog } from "./rules-dialog";

/** Which items matter, what lies too long or too much, what was missed; each figure opens its list. */
export function AnalysisPage() {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const viewer = useShop().data?.viewer;
  const [parameters, setParameters] = useSearchParams();
  const [ruling, setRuling] = useState(false);
  const of = narrowedOf(parameters);
  const part = partOf(parameters);
  const analysis = useAnalysis(of);
  const anew = useAnalyseAnew();
  const change = (patch: Record<string, string | null>) =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      for (const [name, text] of Object.entries(patch)) {
        if (text === null || text === "") next.delete(name);
        else next.set(name, text);
      }
      return next;
    });
  const isRunning = anew.isPending || Boolean(analysis.data?.running);
  const again = () => anew.mutate(undefined, { onSuccess: () => showSuccess(t("analysis.asked")) });
  return (
    <Page
      title={t("analysis.title")}
      subtitle={t("analysis.subtitle")}
      commands={[
        { label: t("analysis.rules"), icon: <SlidersHorizontal aria-hidden className="size-4" />, onPress: () => setRuling(true) },
        { label: t("analysis.again"), icon: <RefreshCw aria-hidden className="size-4" />, disabled: isRunning, onPress: again },
      ]}
    >
      {anew.error && <QueryError title={t("analysis.failed")} error={anew.error} />}
      {analysis.error && !analysis.data ? (
        <QueryError title={t("analysis.errorTitle")} error={analysis.error} onRetry={() => void analysis.refetch()} />
      ) : analysis.data ? (
        <>
          <Standing found={analysis.data} />
          {analysis.data.state === "never" ? (
            <Never isRunning={isRunning} onRun={again} />
          ) : (
            <>
              {analysis.data.state === "no_sales" && <Banner tone="info" title={t("analysis.noSales")} body={t("analysis.noSalesBody")} />}
              <Filters found={analysis.data} of={of} isForAll={viewer?.locations === null} onChange={change} />
              <Shown found={analysis.data} of={of} part={part} onOpen={(next) => change(wordsOf(next))} />
            </>
          )}
        </>
      ) : (
        <Skeleton className="h-96 w-full rounded-xl" />
      )}
      {ruling && <RulesDialog mayChange={viewer?.locations === null} onClose={() => setRuling(false)} />}
    </Page>
  );
}

interface ShownProps {
  found: Analysis;
  of: Narrowed;
  part: ListPart | null;
  onOpen: (part: ListPart | null) => void;
}

function Shown({ found, of, part, onOpen }: ShownProps) {
  if (part !== null) return <ListCard key={JSON.stringify(part)} found={found} of={of} part={part} onBack={() => onOpen(null)} />;
  return (
    <>
      <Figures found={found} onOpen={onOpen} />
      <Matrix found={found} onOpen={onOpen} />
      <Cover found={found} onOpen={onOpen} />
    </>
  );
}

/** As of when it is, and how far the next one has come. */
function Standing({ found }: { found: Analysis }) {
  const { t } = useTranslation();
  const format = useFormat();
  const running = useRunning(found.running);
  const { items, of } = (running.data?.progress ?? {}) as { items?: number; of?: number };
  return (
    <div className="flex flex-col gap-2" role="status">
      {found.made_at !== null && found.last_day !== null && (
        <p className="text-xs text-muted">
          {t("analysis.madeAt", { when: format.dateTime(found.made_at), day: format.day(found.last_day) })}
          <span className="sr-only">
            {" "}
            <When at={found.made_at} />
          </span>
        </p>
      )}
      {found.running !== null && (
        <div className="flex items-center gap-3 text-xs text-muted">
          <span className="w-40">
            <Progress label={t("analysis.running")} share={items !== undefined && of ? items / of : null} />
          </span>
          {items !== undefined && of !== undefined ? t("analysis.runningOf", { done: format.quantity(items), total: format.quantity(of) }) : t("analysis.running")}
        </div>
      )}
    </div>
  );
}

function Never({ isRunning, onRun }: { isRunning: boolean; onRun: () => void }) {
  const { t } = useTranslation();
  return (
    <Card>
      <EmptyState
        icon={<ChartColumnBig className="size-5" />}
        title={t("analysis.never")}
        body={t("analysis.neverBody")}
        action={
          <Button look="primary" disabled={isRunning} onClick={onRun}>
            {t("analysis.again")}
          </Button>
        }
      />
    </Card>
  );
}

interface FiltersProps {
  found: Analysis;
  of: Narrowed;
  isForAll: boolean;
  onChange: (patch: Record<string, string | null>) => void;
}

function Filters({ found, of, isForAll, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items.filter((each) => each.is_active && !each.is_left_out) ?? [];
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Field label={t("analysis.location")}>
        {(control) => (
          <Select {...control} value={of.location_id ?? ""} onChange={(event) => onChange({ location: event.target.value === "" ? null : gidTail(event.target.value) })}>
            <option value="">{isForAll ? t("common.allLocations") : t("analysis.mine")}</option>
            {locations.map((each) => (
              <option key={each.location_id} value={each.location_id}>
                {each.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Choice label={t("analysis.vendor")} all={t("analysis.allVendors")} value={of.vendor} among={found.vendors} onChoose={(vendor) => onChange({ vendor })} />
      <Choice label={t("analysis.type")} all={t("analysis.allTypes")} value={of.product_type} among={found.product_types} onChoose={(type) => onChange({ type })} />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string | undefined;
  among: readonly string[];
  onChoose: (value: string | null) => void;
}

function Choice({ label, all, value = "", among, onChoose }: ChoiceProps) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChoose(event.target.value || null)}>
          <option value="">{all}</option>
          {value !== "" && !among.includes(value) && <option value={value}>{value}</option>}
          {among.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
