import { ScrollText } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { useSaveTable } from "@/api/save-file";
import { useSchedules } from "@/api/shop";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { Select } from "@/ui/field";
import { FileButtons } from "@/ui/file-buttons";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/inside";
import { people } from "@/words/people";
import { type AuditEntry, useLog } from "./queries";

const THINGS = [
  "member",
  "invitation",
  "sign_in",
  "api_key",
  "change_set",
  "transfer",
  "purchase_order",
  "stocktake",
  "count_schedule",
  "import",
  "quarantine",
  "passkey",
  "locations",
] as const;
const SCHEDULE = "schedule:";

/** Who changed what, with what was before and after. */
export function LogPage() {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const thing = THINGS.find((each) => each === parameters.get("about")) ?? null;
  const log = useLog(thing);
  const save = useSaveTable();
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t("log.title")}
      subtitle={t("log.subtitle")}
      back={{ to: "/people", label: t("log.back") }}
      actions={
          <Select
            aria-label={t("log.about")}
            className="w-48"
            value={thing ?? ""}
            onChange={(event) => setParameters(event.target.value ? { about: event.target.value } : {})}
          >
            <option value="">{t("log.all")}</option>
            {THINGS.map((each) => (
              <option key={each} value={each}>
                {t(`log.things.${each}`)}
              </option>
            ))}
          </Select>
      }
    >
      {log.error && !log.data ? (
        <QueryError title={t("log.errorTitle")} error={log.error} onRetry={() => void log.refetch()} />
      ) : !log.data ? (
        <Skeleton className="h-64 w-full rounded-xl" />
      ) : (
        <Card
          flush
          title={t("log.entries")}
          actions={
            <FileButtons
              label={t("log.title")}
              busy={save.isPending}
              error={save.error}
              onSave={(format) => save.mutate({ address: "/api/v1/audit-file", query: thing ? [["action", thing]] : [], format })}
            />
          }
        >
          {entries.length === 0 && <EmptyState icon={<ScrollText className="size-5" />} title={t("log.empty")} />}
          <ul aria-label={t("log.title")}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
          {log.hasNextPage && (
            <div className="p-3 text-center">
              <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

type Did = keyof typeof people.log.did;

function isKnown(did: string): did is Did {
  return did in people.log.did;
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const did = entry.action.replace(".", "_");
  return (
    <li className="border-b border-line px-4 py-3 text-sm last:border-0 sm:px-5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium">{isKnown(did) ? t(`log.did.${did}`) : did.replaceAll("_", " ")}</span>
        <span className="text-xs text-muted">
          <When at={entry.at} />
        </span>
      </p>
      <p className="text-xs break-all text-muted">
        <By entry={entry} /> · {entry.subject}
      </p>
      {(entry.before || entry.after) && (
        <dl className="mt-2 grid gap-x-6 gap-y-1 text-xs sm:grid-cols-2">
          <Values label={t("log.before")} values={entry.before} />
          <Values label={t("log.after")} values={entry.after} />
        </dl>
      )}
    </li>
  );
}

/** A person by name; what a count in turns made by itself leads to where these are kept. */
function By({ entry: { actor, actor_name: name } }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const isSchedule = actor.startsWith(SCHEDULE);
  const schedules = useSchedules(isSchedule).data?.items;
  if (!isSchedule) return name || actorWords({ actor, cause: "log" });
  const found = schedules?.find(({ id }) => id === actor.slice(SCHEDULE.length));
  if (schedules && !found) return t("log.byEndedSchedule");
  return (
    <Link to="/stocktakes/schedules" className="underline underline-offset-4">
      {found ? t("log.bySchedule", { name: found.name }) : t("actor.schedule")}
    </Link>
  );
}

function Values({ label, values }: { label: string; values: AuditEntry["before"] }) {
  if (!values) return null;
  return (
    <div className="min-w-0 rounded-lg bg-sunken px-3 py-2">
      <dt className="text-muted">{label}</dt>
      {Object.entries(values).map(([name, value]) => (
        <dd key={name} className="break-words">
          <span className="text-muted">{name.replaceAll("_", " ")}: </span>
          {typeof value === "string" ? value || "–" : JSON.stringify(value)}
        </dd>
      ))}
    </div>
  );
}
