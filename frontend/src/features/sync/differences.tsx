import { Download, Scale } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useServer } from "@/api/server-context";
import { useShop } from "@/api/shop";
import type { Difference } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { saveAnswer } from "@/lib/save-file";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Ago, Delta, Quantity, When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/drift";
import { useDifferences, usePushDifference, useTakeDifference } from "./queries";

const TONES: Record<Difference["state"], Tone> = { open: "warn", taken: "neutral", pushed: "brand", dismissed: "neutral" };

/** Differences that nothing announced: why, by what evidence, and what became of each. */
export function Differences() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<"open" | "all">("all");
  const differences = useDifferences(shown);
  const rows = differences.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={t("drift.list.title")}
      note={t("drift.list.note")}
      flush
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <Segmented
            label={t("drift.list.show")}
            value={shown}
            options={[
              { value: "all", label: t("drift.list.all") },
              { value: "open", label: t("drift.list.open") },
            ]}
            onChange={setShown}
          />
          <Files shown={shown} />
        </div>
      }
    >
      {differences.error && rows.length === 0 ? (
        <div className="p-4">
          <QueryError title={t("drift.list.error")} error={differences.error} onRetry={() => void differences.refetch()} />
        </div>
      ) : differences.isPending ? (
        <div className="p-4">
          <Skeleton className="h-16" />
        </div>
      ) : rows.length === 0 ? (
        <EmptyState icon={<Scale className="size-5" />} title={shown === "open" ? t("drift.list.noneOpen") : t("drift.list.none")} />
      ) : (
        <ul aria-label={t("drift.list.title")} className="divide-y divide-line border-t border-line">
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      )}
      {differences.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button small disabled={differences.isFetchingNextPage} onClick={() => void differences.fetchNextPage()}>
            {differences.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Files({ shown }: { shown: "open" | "all" }) {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  const [error, setError] = useState<Error | null>(null);
  const save = async (kind: "csv" | "json") => {
    setError(null);
    const asked = new URLSearchParams({ format: kind, ...(shown === "open" && { state: shown }) });
    try {
      const answer = await server.open(`/api/v1/drift/difference-file?${asked}`);
      showSuccess(t("drift.list.saved", { name: await saveAnswer(answer, `differences.${kind}`) }));
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
  };
  return (
    <div role="group" aria-label={t("drift.list.files")} className="flex gap-2">
      {(["csv", "json"] as const).map((kind) => (
        <Button key={kind} small icon={<Download className="size-3.5" />} onClick={() => void save(kind)}>
          {t(`drift.list.${kind}`)}
        </Button>
      ))}
      {error && <QueryError title={t("drift.list.fileError")} error={error} />}
    </div>
  );
}

function Row({ row }: { row: Difference }) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-col gap-2 px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <Link
          to={`/inventory/${gidTail(row.inventory_item_id)}`}
          className="text-sm font-medium underline-offset-4 hover:underline"
        >
          {row.title || row.sku || gidTail(row.inventory_item_id)}
        </Link>
        <span className="text-sm text-muted">{row.location_name}</span>
        <Badge tone={TONES[row.state]}>{t(`drift.state.${row.state}`)}</Badge>
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {row.quantities.map((each) => (
          <li key={each.name} className="whitespace-nowrap">
            <span className="text-muted">{t(`quantity.${each.name}`)}</span> <Quantity value={each.ours} /> →{" "}
            <Quantity value={each.shopify} /> (<Delta value={each.units} />)
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">
        {t(`drift.cause.${row.cause}`)} · {t("sync.found").toLowerCase()} <Ago at={row.found_at} />{" "}
        {t(`drift.foundBy.${row.found_by}`)}
      </p>
      <Evidence row={row} />
      <Decisions row={row} />
    </li>
  );
}

interface Reading {
  version: string | null;
  read_at: string | null;
}

function Evidence({ row }: { row: Difference }) {
  const { t } = useTranslation();
  const reading = row.evidence.reading as Reading;
  const before = row.evidence.booked_before as Reading;
  const webhooks = row.evidence.webhooks_received as { received_at: string }[];
  const writes = row.evidence.writes as { name: string; delta: number; change_set_id: string; line: number; state: string }[];
  const notPushed = row.evidence.not_pushed;
  const left = row.quantities.filter((each) => each.units !== each.explained);
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-xs text-muted">{t("drift.list.evidence")}</summary>
      <dl className="mt-2 grid grid-cols-1 gap-x-6 gap-y-2 rounded-lg bg-sunken px-3 py-2 text-xs sm:grid-cols-2">
        <Fact label={t("drift.list.readBefore")}>{before.read_at === null ? t("common.none") : <When at={before.read_at} />}</Fact>
        <Fact label={t("drift.list.changed")}>{reading.version === null ? t("common.none") : <When at={reading.version} />}</Fact>
        <Fact label={t("drift.list.webhooks")}>
          {webhooks.length === 0
            ? t("drift.list.noWebhooks")
            : webhooks.map((each) => <When key={each.received_at} at={each.received_at} />)}
        </Fact>
        <Fact label={t("drift.list.writes")}>
          {writes.length === 0
            ? t("drift.list.noWrites")
            : writes.map((each) => (
                <Link key={`${each.change_set_id} ${each.line}`} to={`/changes/${each.change_set_id}`} className="block underline">
                  {each.name} <Delta value={each.delta} /> {each.state}
                </Link>
              ))}
        </Fact>
        <Fact label={t("drift.list.facts")}>
          {row.facts.length === 0
            ? t("drift.list.noFacts")
            : row.facts.map((fact) => (
                <span key={`${fact.document_id} ${fact.name} ${fact.occurred_at} ${fact.cause}`} className="block">
                  {fact.document_label ?? fact.cause}: {t(`quantity.${fact.name}`)} <Delta value={fact.units} />
                </span>
              ))}
        </Fact>
        {left.length > 0 && (
          <Fact label={t("drift.list.left")}>
            {left.map((each) => (
              <span key={each.name} className="block">
                {t(`quantity.${each.name}`)} <Delta value={each.units - each.explained} />
              </span>
            ))}
          </Fact>
        )}
        {row.decided_at !== null && (
          <Fact label={t("drift.list.decided")}>
            <When at={row.decided_at} /> {t("drift.list.by")} {row.decided_by}
          </Fact>
        )}
        {typeof notPushed === "string" && <Fact label={t("drift.list.notPushed")}>{notPushed}</Fact>}
      </dl>
    </details>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

function Decisions({ row }: { row: Difference }) {
  const { t } = useTranslation();
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const taking = useTakeDifference();
  const preview = usePushDifference(true);
  const mayTake = row.state === "open" && row.cause !== "doubted_reading";
  if (!mayWrite || !(mayTake || row.can_be_pushed)) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {mayTake && (
        <Button
          small
          disabled={taking.isPending}
          onClick={() => taking.mutate(row.id)}
        >
          {t("drift.take.do")}
        </Button>
      )}
      {row.can_be_pushed && (
        <Button small disabled={preview.isPending} onClick={() => preview.mutate(row.id)}>
          {t("drift.push.do")}
        </Button>
      )}
      {taking.error && <QueryError title={t("drift.take.error")} error={taking.error} />}
      {preview.error && <QueryError title={t("drift.push.error")} error={preview.error} />}
      {preview.data && "lines" in preview.data && (
        <PutBack id={row.id} lines={preview.data.lines} onClose={() => preview.reset()} />
      )}
    </div>
  );
}

interface PutBackProps {
  id: string;
  lines: readonly { name: Difference["quantities"][number]["name"]; before: number; after: number }[];
  onClose: () => void;
}

function PutBack({ id, lines, onClose }: PutBackProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const push = usePushDifference(false);
  const said = lines.map(({ name, before, after }) =>
    t("drift.push.line", { name: t(`quantity.${name}`), before: format.quantity(before), after: format.quantity(after) }),
  );
  return (
    <Confirm
      open
      title={t("drift.push.title")}
      body={t("drift.push.body", { lines: said.join(", ") })}
      confirm={t("drift.push.confirm")}
      cancel={t("common.cancel")}
      busy={push.isPending}
      error={push.error && <QueryError title={t("drift.push.error")} error={push.error} />}
      onCancel={onClose}
      onConfirm={() => push.mutate(id, { onSuccess: onClose })}
    />
  );
}
