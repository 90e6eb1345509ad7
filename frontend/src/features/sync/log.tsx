import { Download, ScrollText } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { useServer } from "@/api/server-context";
import { useLocations } from "@/api/shop";
import type { SyncLogEntry } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { saveAnswer } from "@/lib/save-file";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { SyncLog } from "@/ui/stock/sync-log";
import { useTranslation } from "@/words";
import "@/words/drift";
import { type LogFilters, useItemOfCode, useSyncLog } from "./queries";

const RESULTS = ["booked", "applied", "again", "keep", "quarantine"] as const;
const DIRECTIONS = ["seen", "pushed"] as const;

export function Log() {
  const { t } = useTranslation();
  const [filters, setFilters] = useState<LogFilters>({});
  const [code, setCode] = useState("");
  const item = useItemOfCode(useDebounced(code.trim(), 300));
  const asked = item.data ? { ...filters, inventory_item_id: item.data.inventory_item_id } : filters;
  const log = useSyncLog(useDebounced(asked, 300));
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  const isUnknown = code.trim() !== "" && item.data === null;
  return (
    <Card title={t("sync.log")} note={t("sync.logNote")} flush actions={<SaveLog filters={asked} />}>
      <Filters filters={filters} onChange={setFilters}>
        <Field label={t("drift.log.item")} hint={item.data?.title || undefined} error={isUnknown ? t("drift.log.noItem") : undefined}>
          {(control) => (
            <Input
              {...control}
              className="h-8! text-xs!"
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={code}
              onChange={(e) => setCode(e.target.value)}
            />
          )}
        </Field>
      </Filters>
      {isUnknown ? null : log.error && rows.length === 0 ? (
        <div className="p-4">
          <QueryError title={t("sync.logError")} error={log.error} onRetry={() => void log.refetch()} />
        </div>
      ) : log.isPending ? (
        <div className="flex flex-col gap-3 p-4" aria-busy="true">
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
        </div>
      ) : rows.length === 0 ? (
        <EmptyState icon={<ScrollText className="size-5" />} title={Object.keys(asked).length > 0 ? t("drift.log.none") : t("sync.logEmpty")} />
      ) : (
        <SyncLog label={t("sync.log")} rows={rows} item={itemLink} />
      )}
      {!isUnknown && log.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button small disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {log.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function itemLink(row: SyncLogEntry) {
  return (
    <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="font-mono text-xs underline-offset-4 hover:underline">
      {row.sku || gidTail(row.inventory_item_id)}
    </Link>
  );
}

interface FiltersProps {
  filters: LogFilters;
  onChange: (filters: LogFilters) => void;
  children: ReactNode;
}

function Filters({ filters, onChange, children }: FiltersProps) {
  const { t } = useTranslation();
  const places = useLocations().data?.items ?? [];
  const set = <Name extends keyof LogFilters>(name: Name, value: LogFilters[Name] | undefined) => {
    const { [name]: _, ...others } = filters;
    onChange(value === undefined ? others : { ...others, [name]: value });
  };
  return (
    <div role="group" aria-label={t("drift.log.filters")} className="grid grid-cols-2 gap-2 px-4 pb-3 sm:grid-cols-3 sm:px-5 xl:grid-cols-7">
      {children}
      <Field label={t("drift.log.direction")}>
        {(control) => (
          <Select {...control} small value={filters.direction ?? ""} onChange={(e) => set("direction", DIRECTIONS.find((d) => d === e.target.value))}>
            <option value="">{t("drift.log.any")}</option>
            {DIRECTIONS.map((each) => (
              <option key={each} value={each}>
                {t(`sync.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("drift.log.location")}>
        {(control) => (
          <Select {...control} small value={filters.location_id ?? ""} onChange={(e) => set("location_id", e.target.value || undefined)}>
            <option value="">{t("drift.log.everywhere")}</option>
            {places.map((each) => (
              <option key={each.location_id} value={each.location_id}>
                {each.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("drift.log.result")}>
        {(control) => (
          <Select {...control} small value={filters.result ?? ""} onChange={(e) => set("result", RESULTS.find((r) => r === e.target.value))}>
            <option value="">{t("drift.log.any")}</option>
            {RESULTS.map((each) => (
              <option key={each} value={each}>
                {t(`drift.log.results.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {(["since", "until"] as const).map((name) => (
        <Field key={name} label={t(`drift.log.${name}`)}>
          {(control) => <Input {...control} type="datetime-local" className="h-8! text-xs!" onChange={(e) => set(name, momentOf(e.target.value))} />}
        </Field>
      ))}
      <Field label={t("drift.log.request")}>
        {(control) => <Input {...control} className="h-8! text-xs!" value={filters.request_id ?? ""} onChange={(e) => set("request_id", e.target.value.trim() || undefined)} />}
      </Field>
    </div>
  );
}

/** A local time of the browser as a moment; nothing for a time that is not whole. */
function momentOf(typed: string): string | undefined {
  const at = new Date(typed);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function SaveLog({ filters }: { filters: LogFilters }) {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  const [error, setError] = useState<Error | null>(null);
  const save = async () => {
    setError(null);
    try {
      const answer = await server.open(`/api/v1/sync/log-file?${new URLSearchParams({ ...filters })}`);
      showSuccess(t("drift.list.saved", { name: await saveAnswer(answer, "sync-log.csv") }));
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
  };
  return (
    <div className="flex flex-wrap gap-2">
      {error && <QueryError title={t("drift.list.fileError")} error={error} />}
      <Button small icon={<Download className="size-3.5" />} onClick={() => void save()}>
        {t("drift.log.file")}
      </Button>
    </div>
  );
}
