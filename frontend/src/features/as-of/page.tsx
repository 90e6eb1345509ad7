import { Download } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useServer } from "@/api/server-context";
import type { AsOfQuestion } from "@/api/types";
import { useHost } from "@/host/host-context";
import { saveAnswer } from "@/lib/save-file";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/as-of";
import "@/words/inside";
import { Levels } from "./levels";
import { Moments } from "./moments";
import { Narrow } from "./narrow";
import { fileAddressOf, useTotalsAsOf } from "./queries";
import { Totals } from "./totals";

const TYPING_MS = 250;

/** What the shop held at any moment: by location, level by level, and as a file. The address holds all of it. */
export function AsOfPage() {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const [opened] = useState(() => new Date().toISOString());
  const change = (patch: Record<string, string | null>) =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(patch)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  const question = questionOf(new URLSearchParams(useDebounced(parameters.toString(), TYPING_MS)), opened);
  const totals = useTotalsAsOf(question);
  return (
    <Page
      title={t("asOf.title")}
      subtitle={t("asOf.subtitle")}
      back={{ to: "/inventory", label: t("asOf.back") }}
      actions={<SaveFile question={question} />}
    >
      <Moments asOf={momentIn(parameters, "as_of") ?? opened} knownAt={momentIn(parameters, "known_at")} onChange={change} />
      <Began since={totals.data?.recorded_since ?? null} asOf={question.as_of} />
      {totals.error && !totals.data && (
        <QueryError title={t("asOf.error")} error={totals.error} onRetry={() => void totals.refetch()} />
      )}
      <Totals totals={totals.data} busy={totals.isFetching} />
      <Levels question={question}>
        <Narrow parameters={parameters} onChange={change} />
      </Levels>
    </Page>
  );
}

/** A moment in the address, if it is one. */
function momentIn(parameters: URLSearchParams, name: string): string | null {
  const given = parameters.get(name) ?? "";
  return Number.isNaN(Date.parse(given)) ? null : new Date(given).toISOString();
}

function questionOf(parameters: URLSearchParams, opened: string): AsOfQuestion {
  const given = (name: string) => parameters.get(name) ?? undefined;
  const [search, location_id, filter] = [given("search"), given("location_id"), given("filter")];
  const known_at = momentIn(parameters, "known_at");
  return {
    as_of: momentIn(parameters, "as_of") ?? opened,
    ...(known_at && { known_at }),
    ...(search && { search }),
    ...(location_id && { location_id }),
    ...(filter && { filter }),
  };
}

function Began({ since, asOf }: { since: string | null; asOf: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (since === null || asOf >= since) return null;
  return <Banner tone="info" title={t("asOf.notKnown")} body={t("asOf.before", { moment: format.dateTime(since) })} />;
}

function SaveFile({ question }: { question: AsOfQuestion }) {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  const [busy, setBusy] = useState<"csv" | "xlsx" | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const save = async (kind: "csv" | "xlsx") => {
    setBusy(kind);
    setError(null);
    try {
      const name = await saveAnswer(await server.open(fileAddressOf(question, kind)), `inventory.${kind}`);
      showSuccess(t("asOf.fileDone", { name }));
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      {(["csv", "xlsx"] as const).map((kind) => (
        <Button
          key={kind}
          icon={<Download aria-hidden className="size-4" />}
          disabled={busy !== null}
          aria-busy={busy === kind}
          onClick={() => void save(kind)}
        >
          {t(`asOf.${kind}`)}
        </Button>
      ))}
      {error && <QueryError title={t("asOf.fileFailed")} error={error} />}
    </>
  );
}
