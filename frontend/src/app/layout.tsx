import { ChartColumnBig, ChartSpline, ClipboardCheck, Coins, Factory, FilePen, House, Package, PackagePlus, RefreshCw, ScanBarcode, Search, Settings, ShoppingCart, Truck, Users } from "lucide-react";
import { Suspense, lazy, useCallback, useMemo, useState } from "react";
import { Outlet, ScrollRestoration } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useLiveEvents } from "@/api/use-live-events";
import { useShop } from "@/api/shop";
import { useVitals } from "@/api/use-vitals";
import { useHost } from "@/host/host-context";
import { createFormat } from "@/lib/format";
import { useAdjustRequest } from "@/lib/adjust-request";
import { FormatProvider } from "@/ui/format-context";
import { PageHeaderContext } from "@/ui/page-header";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { ServerTrouble, ShopTrouble } from "./attention";
import { LeaveGuard } from "./leave-guard";
import { LiveStatus } from "./live-status";
import { useShortcuts } from "./shortcuts";
import { TypeAhead, holdTyped } from "./typed-ahead";

const AdjustDialog = lazy(async () => ({ default: (await import("@/features/adjust/dialog")).AdjustDialog }));

const PasskeyGate = lazy(async () => ({ default: (await import("@/features/account/passkey-gate")).PasskeyGate }));

const SearchDialog = lazy(async () => ({ default: (await import("@/features/search/dialog")).SearchDialog }));

const ShortcutHelp = lazy(async () => ({ default: (await import("./shortcut-help")).ShortcutHelp }));

/** Everything around a page: the host's frame, the live stream, and the dialog that any page may ask for. */
export function Layout() {
  const { t } = useTranslation();
  const { Frame, PageHeader, locale, showSuccess } = useHost();
  const shop = useShop();
  const needsPasskey = shop.error instanceof ApiProblem && shop.error.kind === "passkey-needed";
  const [helpOpen, setHelpOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  const [searchOpen, setSearchOpen] = useState(false);
  const [ahead] = useState(holdTyped);
  const openSearch = useCallback(() => {
    ahead.clear();
    setSearchOpen(true);
  }, [ahead]);
  const closeSearch = useCallback(() => setSearchOpen(false), []);
  const adjust = useAdjustRequest();
  useLiveEvents();
  useVitals();
  useShortcuts(openHelp, openSearch);
  const isAdmin = shop.data?.viewer.permissions.includes("admin") === true && shop.data.viewer.locations === null;
  const mayBuy = shop.data?.viewer.permissions.includes("buy") === true;
  const links = useMemo(
    () => [
      { to: "/", label: t("nav.overview"), icon: House },
      { to: "/inventory", label: t("nav.inventory"), icon: Package },
      { to: "/look-up", label: t("nav.lookup"), icon: ScanBarcode },
      { to: "/transfers", label: t("nav.transfers"), icon: Truck },
      { to: "/stocktakes", label: t("nav.stocktakes"), icon: ClipboardCheck },
      { to: "/replenish", label: t("nav.replenish"), icon: PackagePlus },
      ...(mayBuy ? [{ to: "/forecast", label: t("nav.forecast"), icon: ChartSpline }, { to: "/analysis", label: t("nav.analysis"), icon: ChartColumnBig }] : []),
      { to: "/purchase-orders", label: t("nav.purchasing"), icon: ShoppingCart },
      { to: "/suppliers", label: t("nav.suppliers"), icon: Factory },
      ...(mayBuy ? [{ to: "/value", label: t("nav.value"), icon: Coins }] : []),
      { to: "/changes", label: t("nav.changes"), icon: FilePen },
      { to: "/sync", label: t("nav.sync"), icon: RefreshCw },
      ...(isAdmin ? [{ to: "/people", label: t("nav.people"), icon: Users }] : []),
      { to: "/settings", label: t("nav.settings"), icon: Settings },
    ],
    [t, isAdmin, mayBuy],
  );
  const currency = shop.data?.currency ?? "USD";
  const timeZone = shop.data?.time_zone ?? "UTC";
  const format = useMemo(() => createFormat({ locale, currency, timeZone }), [locale, currency, timeZone]);
  return (
    <FormatProvider value={format}>
      <Frame
        links={links}
        shopName={shop.data?.name ?? null}
        viewerName={shop.data?.viewer.name ?? null}
        viewerLabel={shop.data?.viewer.role ? t(`role.${shop.data.viewer.role}`) : t("account.accessKey")}
        status={
          <span className="flex shrink-0 items-center gap-1">
            <button
              type="button"
              aria-label={t("search.open")}
              title={t("search.open")}
              className="inline-flex size-9 shrink-0 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-ink"
              onClick={openSearch}
            >
              <Search aria-hidden className="size-4" />
            </button>
            <LiveStatus />
          </span>
        }
        onShortcuts={openHelp}
      >
        <div className="flex flex-col gap-4">
          {shop.error && !needsPasskey && <ServerTrouble error={shop.error} onRetry={() => void shop.refetch()} />}
          {shop.data && !needsPasskey && <ShopTrouble shop={shop.data} />}
          {/* Money and times need the shop's currency and zone: nothing is shown in a wrong one first. */}
          <PageHeaderContext value={PageHeader}>
            {needsPasskey ? (
              <Suspense>
                <PasskeyGate />
              </Suspense>
            ) : shop.data ? (
              <Outlet />
            ) : (
              !shop.error && <PageSkeleton />
            )}
          </PageHeaderContext>
        </div>
      </Frame>
      {searchOpen && (
        <Suspense fallback={<TypeAhead into={ahead} onEscape={closeSearch} />}>
          <SearchDialog begun={ahead.text} pages={links} isAdmin={isAdmin} onHelp={openHelp} onClose={closeSearch} />
        </Suspense>
      )}
      {helpOpen && (
        <Suspense>
          <ShortcutHelp onClose={() => setHelpOpen(false)} />
        </Suspense>
      )}
      {adjust.request && shop.data && (
        <Suspense>
          <AdjustDialog
            key={`${adjust.request.itemId} ${adjust.request.locationId}`}
            request={adjust.request}
            // The server refuses in any case; this only spares a person the form.
            mayWrite={shop.data.viewer.permissions.includes("write")}
            onClose={adjust.close}
            onConfirmed={showSuccess}
          />
        </Suspense>
      )}
      <LeaveGuard />
      <ScrollRestoration />
    </FormatProvider>
  );
}

function PageSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-28 w-full rounded-xl" />
      <Skeleton className="h-72 w-full rounded-xl" />
    </div>
  );
}
