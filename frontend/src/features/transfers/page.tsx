import { Plus, Truck } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useSaveTable } from "@/api/save-file";
import { useLocations, useShop } from "@/api/shop";
import type { TransferState, TransferSummary } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Ago } from "@/ui/display";
import { Input, Select } from "@/ui/field";
import { FileButtons } from "@/ui/file-buttons";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/transfers";
import { Route, TransferBadges, nameOfTransfer } from "./marks";
import { fileQueryOf, useTransfers } from "./queries";

const VIEWS = ["open", "drafts", "done", "all", "stuck"] as const;
type View = (typeof VIEWS)[number];
const STATES: Record<View, TransferState[] | null> = {
  open: ["DRAFT", "READY_TO_SHIP", "IN_PROGRESS"],
  drafts: ["DRAFT"],
  done: ["TRANSFERRED", "CANCELED"],
  all: null,
  stuck: null,
};

/** Every transfer that has an end where this person works, whoever made it. */
export function TransfersPage() {
  const { t } = useTranslation();
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  return (
    <Page
      title={t("transfers.title")}
      subtitle={t("transfers.subtitle")}
      commands={mayWrite ? [{ label: t("transfers.make"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: { to: "/transfers/new" } }] : []}
    >
      <Transfers mayWrite={mayWrite} />
    </Page>
  );
}

function MakeLink() {
  const { t } = useTranslation();
  return (
    <Link to="/transfers/new" className={buttonClasses("primary")}>
      <Plus aria-hidden className="size-4" />
      {t("transfers.make")}
    </Link>
  );
}

function Transfers({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((each) => each === parameters.get("view")) ?? "open";
  const origin = parameters.get("from") ?? "";
  const destination = parameters.get("to") ?? "";
  const [text, setText] = useState(parameters.get("search") ?? "");
  const search = useDebounced(text.trim(), 250);
  const wanted = { states: STATES[view], stuck: view === "stuck", origin, destination, search };
  const transfers = useTransfers(wanted);
  const save = useSaveTable();
  const choose = (name: string, value: string) =>
    setParameters(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { flushSync: true },
    );
  const isNarrowed = origin !== "" || destination !== "" || search !== "" || view !== "open";
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={t("transfers.views")}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(`transfers.view.${value}`) }))}
          onChange={(next) => choose("view", next === "open" ? "" : next)}
        />
        <span className="grid w-full grid-cols-2 gap-2 sm:flex sm:w-auto sm:flex-1 sm:justify-end">
          <Input
            type="search"
            aria-label={t("transfers.search")}
            placeholder={t("transfers.search")}
            className="col-span-2 sm:max-w-56"
            maxLength={200}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <LocationSelect label={t("transfers.from")} any={t("transfers.anyOrigin")} value={origin} onChange={(next) => choose("from", next)} />
          <LocationSelect label={t("transfers.to")} any={t("transfers.anyDestination")} value={destination} onChange={(next) => choose("to", next)} />
        </span>
      </div>
      {transfers.error && !transfers.data ? (
        <QueryError title={t("transfers.errorTitle")} error={transfers.error} onRetry={() => void transfers.refetch()} />
      ) : transfers.data ? (
        <Card
          flush
          title={t("transfers.list")}
          actions={<FileButtons label={t("transfers.title")} busy={save.isPending} error={save.error} onSave={(format) => save.mutate({ address: "/api/v1/transfers/file", query: fileQueryOf(wanted), format })} />}
        >
          <Rows rows={transfers.data.pages.flatMap((page) => page.items)} isNarrowed={isNarrowed} mayWrite={mayWrite} />
          {transfers.isFetchNextPageError && <QueryError title={t("transfers.errorTitle")} error={transfers.error} />}
          {transfers.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={transfers.isFetchingNextPage} onClick={() => void transfers.fetchNextPage()}>
                {transfers.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      ) : (
        <Skeleton className="h-64 w-full rounded-xl" />
      )}
    </>
  );
}

interface LocationSelectProps {
  label: string;
  any: string;
  value: string;
  onChange: (next: string) => void;
}

function LocationSelect({ label, any, value, onChange }: LocationSelectProps) {
  const locations = useLocations().data?.items ?? [];
  return (
    <Select aria-label={label} className="min-w-0 sm:w-44" value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{any}</option>
      {locations.map(({ location_id, name }) => (
        <option key={location_id} value={location_id}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function Rows({ rows, isNarrowed, mayWrite }: { rows: TransferSummary[]; isNarrowed: boolean; mayWrite: boolean }) {
  const { t } = useTranslation();
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<Truck className="size-5" />}
        title={isNarrowed ? t("transfers.emptyFound") : t("transfers.empty")}
        body={isNarrowed ? t("transfers.emptyFoundBody") : t("transfers.emptyBody")}
        {...(mayWrite && !isNarrowed && { action: <MakeLink /> })}
      />
    );
  }
  return (
    <ul aria-label={t("transfers.list")}>
      {rows.map((transfer) => (
        <TransferRow key={transfer.key} transfer={transfer} />
      ))}
    </ul>
  );
}

function TransferRow({ transfer }: { transfer: TransferSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const received = transfer.accepted + transfer.rejected;
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/transfers/${transfer.id}`} className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0">
          <span className="block text-sm font-medium break-words">
            {nameOfTransfer(transfer, t("transfers.unnamed"))}
            {transfer.reference && <span className="font-normal text-muted"> · {transfer.reference}</span>}
          </span>
          <span className="block text-sm">
            <Route transfer={transfer} />
          </span>
          <span className="block text-xs text-muted">
            {t("transfers.lines", { count: transfer.line_count, n: format.quantity(transfer.line_count) })} ·{" "}
            {received > 0
              ? t("transfers.receivedOf", { received: format.quantity(received), units: format.quantity(transfer.units) })
              : t("transfers.units", { count: transfer.units, n: format.quantity(transfer.units) })}
            {transfer.arrives_at && <> · {t("transfers.arrives", { day: format.day(transfer.arrives_at) })}</>} · <Ago at={transfer.created_at} />
          </span>
        </span>
        <span className="flex flex-wrap gap-1.5">
          {transfer.rejected > 0 && (
            <Badge tone="warn">{t("transfers.rejectedUnits", { count: transfer.rejected, n: format.quantity(transfer.rejected) })}</Badge>
          )}
          <TransferBadges transfer={transfer} />
        </span>
      </Link>
    </li>
  );
}
