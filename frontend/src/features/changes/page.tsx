import { FilePen, FileSpreadsheet } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { useSaveTable } from "@/api/save-file";
import type { ChangeSet } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Ago } from "@/ui/display";
import { FileButtons } from "@/ui/file-buttons";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/changes";
import "@/words/files";
import { StateBadge, countLines } from "./marks";
import { useChanges, useStuckLines } from "./queries";
import { StuckLines } from "./stuck-lines";

/** Every change of stock made here, and the lines that did not go through. */
export function ChangesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [parameters, setParameters] = useSearchParams();
  const view = parameters.get("view") === "stuck" ? "stuck" : "all";
  const stuck = useStuckLines().data?.pages[0]?.total ?? 0;
  return (
    <Page
      title={t("changes.title")}
      subtitle={t("changes.subtitle")}
      actions={
        <Link to="/imports" className={buttonClasses()}>
          <FileSpreadsheet aria-hidden className="size-4" />
          {t("changes.import")}
        </Link>
      }
    >
      <Segmented
        label={t("changes.views")}
        value={view}
        options={[
          { value: "all", label: t("changes.all") },
          {
            value: "stuck",
            label: stuck > 0 ? t("changes.stuckCount", { n: format.quantity(stuck) }) : t("changes.stuck"),
          },
        ]}
        onChange={(next) => setParameters(next === "stuck" ? { view: "stuck" } : {})}
      />
      {view === "stuck" ? <StuckLines /> : <AllChanges />}
    </Page>
  );
}

function AllChanges() {
  const { t } = useTranslation();
  const changes = useChanges();
  const save = useSaveTable();
  const rows = changes.data?.pages.flatMap((page) => page.items) ?? [];
  if (changes.error && !changes.data) {
    return <QueryError title={t("changes.errorTitle")} error={changes.error} onRetry={() => void changes.refetch()} />;
  }
  if (!changes.data) return <Skeleton className="h-64 w-full rounded-xl" />;
  return (
    <Card
      flush
      title={t("changes.list")}
      actions={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <FileButtons
            label={t("files.changes")}
            busy={save.isPending}
            error={save.error}
            onSave={(format) => save.mutate({ address: "/api/v1/change-set-file", format })}
          />
          <span className="flex flex-wrap items-center gap-2 text-xs text-muted">
            {t("files.lastMonth")}
            <FileButtons
              label={t("files.lastMonth")}
              busy={save.isPending}
              error={null}
              onSave={(format) => save.mutate({ address: "/api/v1/movement-file", format })}
            />
          </span>
        </span>
      }
    >
      {rows.length === 0 && (
        <EmptyState icon={<FilePen className="size-5" />} title={t("changes.empty")} body={t("changes.emptyBody")} />
      )}
      <ul aria-label={t("changes.list")}>
        {rows.map((change) => (
          <ChangeRow key={change.id} change={change} />
        ))}
      </ul>
      {changes.isFetchNextPageError && <QueryError title={t("changes.errorTitle")} error={changes.error} />}
      {changes.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={changes.isFetchingNextPage} onClick={() => void changes.fetchNextPage()}>
            {changes.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function ChangeRow({ change }: { change: ChangeSet }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const format = useFormat();
  const count = countLines(change);
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/changes/${change.id}`} className="flex items-start gap-3 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0 flex-1">
          <span className="block text-sm font-medium break-words">
            {change.note || `${t(`changes.kind.${change.kind}`)}, ${t(`reason.${change.reason}`)}`}
          </span>
          <span className="block text-xs text-muted">
            {t(`changes.kind.${change.kind}`)} · {t("changes.lines", { count, n: format.quantity(count) })} ·{" "}
            <Ago at={change.created_at} /> · {t("changes.by", { actor: actorWords({ actor: change.actor, cause: "adjustment" }) ?? "" })}
          </span>
        </span>
        <span className="flex shrink-0 flex-wrap justify-end gap-1.5">
          {change.undone_by.length > 0 && <Badge>{t("changes.takenBack")}</Badge>}
          <StateBadge state={change.state} />
        </span>
      </Link>
    </li>
  );
}
