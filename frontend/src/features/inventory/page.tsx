import { Keyboard, PackageOpen, PackageSearch } from "lucide-react";
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useShop } from "@/api/shop";
import type { ChangeSet, Level } from "@/api/types";
import { useHost } from "@/host/host-context";
import { useAdjustRequest } from "@/lib/adjust-request";
import { gidTail } from "@/lib/gid";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";
import "@/words/grid";
import "@/words/inside";
import { useDrafts } from "./edit/use-drafts";
import { ListFoot } from "./foot";
import { LevelGrid } from "./grid/grid";
import type { Panel } from "./panel";
import { type Rows, WINDOW_ROWS, useRows } from "./rows/windows";
import { SelectionBar } from "./selection/bar";
import { NOTHING, type Selection } from "./selection/selection";
import { Toolbar } from "./toolbar";
import { ViewSwitch } from "./views/switch";
import { useDefaultView } from "./views/use-default";
import { FIRST_VIEW, isNarrowed, questionOf, sortParameter, useView } from "./views/view";

const Panels = lazy(async () => ({ default: (await import("./panels")).Panels }));
const CardList = lazy(async () => ({ default: (await import("./card-list")).CardList }));
const EditBar = lazy(async () => ({ default: (await import("./edit/bar")).EditBar }));
const SentChanges = lazy(async () => ({ default: (await import("./edit/sent")).SentChanges }));

/** A scroll bar that is dragged passes thousands of rows: only where it rests is read. */
const REST_MS = 60;
const AHEAD_ROWS = 100;

export function InventoryPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { showSuccess } = useHost();
  const { view, change, bare } = useView();
  useDefaultView(bare, change);
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const searchRef = useRef<HTMLInputElement>(null);
  const { open: openAdjust } = useAdjustRequest();
  const wide = useWide();
  const [panel, setPanel] = useState<Panel | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const drafts = useDrafts();
  useUnsaved(drafts.drafts.size > 0);
  const [range, onRange] = useRestingRange();
  const question = useMemo(() => questionOf(view), [view]);
  const asked = JSON.stringify(question);
  const [selected, setSelected] = useState<{ asked: string; selection: Selection }>({ asked, selection: NOTHING });
  // What was chosen belongs to what was listed: another question begins with nothing chosen.
  const selection = selected.asked === asked ? selected.selection : NOTHING;
  const onSelect = useCallback((next: Selection) => setSelected({ asked, selection: next }), [asked]);
  const rows = useRows(question, sortParameter(view.sort), range.first, range.last);
  const List = wide ? LevelGrid : CardList;
  const onFinal = useCallback(
    (changeSet: ChangeSet) => {
      if (changeSet.state !== "confirmed") return;
      showSuccess(t("bulk.doneToast", { total: changeSet.counts.confirmed }));
      setSent(null);
    },
    [showSuccess, t],
  );

  return (
    <Page
      title={t("inventory.title")}
      subtitle={<Total rows={rows} />}
      actions={<ViewSwitch view={view} change={change} onManage={() => setPanel("views")} />}
    >
      <section className="min-w-0 rounded-xl border border-line bg-surface shadow-card">
        <Toolbar view={view} change={change} searchRef={searchRef} busy={rows.busy} wide={wide} onPanel={setPanel} />
        {rows.count === null ? (
          rows.error ? (
            <div className="p-4">
              <QueryError title={t("inventory.errorTitle")} error={rows.error} onRetry={rows.retry} />
            </div>
          ) : (
            <RowsSkeleton />
          )
        ) : rows.count === 0 ? (
          <NothingFound narrowed={isNarrowed(view)} onClear={() => change({ ...FIRST_VIEW, layout: view.layout, density: view.density })} />
        ) : (
          <>
            <Suspense fallback={<RowsSkeleton />}>
              <List
              rows={rows}
              view={view}
              change={change}
              onRange={onRange}
              selection={selection}
              onSelect={onSelect}
              drafts={drafts.drafts}
              onType={mayWrite ? drafts.type : null}
              onUndo={() => drafts.step({ do: "undo" })}
              onOpen={(level: Level) => void navigate(`/inventory/${gidTail(level.inventory_item_id)}`)}
              onAdjust={(level: Level) => openAdjust({ itemId: level.inventory_item_id, locationId: level.location_id })}
              onSearch={() => searchRef.current?.focus()}
              />
            </Suspense>
            <ListFoot rows={rows} />
          </>
        )}
        <div className="sticky bottom-0 z-20 overflow-hidden rounded-b-xl bg-surface">
          <SelectionBar selection={selection} total={rows.count} isCapped={rows.isCapped} mayWrite={mayWrite} onSelect={onSelect} onEdit={() => setPanel("bulk")} />
          {(drafts.drafts.size > 0 || drafts.leftOut !== null) && (
            <Suspense>
              <EditBar
                drafts={drafts.drafts}
                leftOut={drafts.leftOut}
                canUndo={drafts.past.length > 0}
                onUndo={() => drafts.step({ do: "undo" })}
                onReview={() => setPanel("review")}
                onDiscard={() => drafts.step({ do: "discard" })}
              />
            </Suspense>
          )}
          {sent !== null && (
            <Suspense>
              <SentChanges key={sent} changeSetId={sent} onFinal={onFinal} onClose={() => setSent(null)} />
            </Suspense>
          )}
        </div>
      </section>
      {panel !== null && (
        <Suspense>
          <Panels
            panel={panel}
            view={view}
            change={change}
            rows={rows}
            question={question}
            selection={selection}
            drafts={drafts}
            mayWrite={mayWrite}
            onSuccess={showSuccess}
            onBulkSent={(id) => {
              onSelect(NOTHING);
              setSent(id);
              setPanel(null);
            }}
            onDraftsSent={(id, keys) => {
              drafts.step({ do: "settle", sent: keys, refusals: new Map() });
              setSent(id);
              setPanel(null);
            }}
            onClose={() => setPanel(null)}
          />
        </Suspense>
      )}
    </Page>
  );
}

/**
 * The windows in view: one beside those that are read at once, others where the scrolling rests. Kept in windows,
 * so that the page is drawn anew only where another one is needed.
 */
function useRestingRange() {
  const [windows, setWindows] = useState({ first: 0, last: 0 });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const told = useRef({ first: 0, last: 0 });
  const onRange = useCallback((firstRow: number, lastRow: number) => {
    const first = Math.floor(firstRow / WINDOW_ROWS);
    // A little further than is seen: the next window is there before it is needed.
    const last = Math.floor((lastRow + AHEAD_ROWS) / WINDOW_ROWS);
    // Each row that passes tells it: nearly always the windows are the same.
    if (told.current.first === first && told.current.last === last) return;
    told.current = { first, last };
    clearTimeout(timer.current);
    setWindows((held) => {
      if (held.first === first && held.last === last) return held;
      if (Math.abs(held.first - first) <= 1) return { first, last };
      timer.current = setTimeout(() => setWindows({ first, last }), REST_MS);
      return held;
    });
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const range = useMemo(() => ({ first: windows.first * WINDOW_ROWS, last: windows.last * WINDOW_ROWS }), [windows]);
  return [range, onRange] as const;
}

function Total({ rows }: { rows: Rows }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rows.count === null) return <span>{t("inventory.subtitle")}</span>;
  const units = format.quantity(rows.count);
  return (
    <span aria-live="polite" className="flex items-center gap-3">
      {rows.isCapped ? t("inventory.totalCapped", { total: units }) : t("inventory.total", { count: rows.count, total: units })}
      <span className="hidden items-center gap-1 text-xs lg:inline-flex">
        <Keyboard aria-hidden className="size-3.5" />
        {t("inventory.keys")}
      </span>
    </span>
  );
}

function NothingFound({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return narrowed ? (
    <EmptyState
      icon={<PackageSearch className="size-5" />}
      title={t("inventory.emptyTitle")}
      body={t("inventory.emptyBody")}
      action={<Button onClick={onClear}>{t("inventory.clear")}</Button>}
    />
  ) : (
    <EmptyState icon={<PackageOpen className="size-5" />} title={t("inventory.noLevelsTitle")} body={t("inventory.noLevelsBody")} />
  );
}

function RowsSkeleton() {
  return (
    <div className="flex h-[max(22rem,calc(100dvh-17.5rem))] flex-col gap-4 overflow-hidden border-t border-line p-4" aria-busy="true">
      {Array.from({ length: 12 }, (_, row) => (
        <Skeleton key={row} className="h-6 w-full shrink-0" />
      ))}
    </div>
  );
}
