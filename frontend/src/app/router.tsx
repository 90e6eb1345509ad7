import { createBrowserRouter } from "react-router";
import { Crash } from "./crash";
import { Layout } from "./layout";
import { NotFound } from "./not-found";

const page = <Module extends object, Name extends keyof Module>(load: () => Promise<Module>, name: Name) => {
  return async () => ({ Component: (await load())[name] as React.ComponentType });
};

export function createRouter() {
  return createBrowserRouter([
    {
      Component: Layout,
      ErrorBoundary: Crash,
      HydrateFallback: () => null,
      children: [
        {
          ErrorBoundary: Crash,
          children: [
            { index: true, lazy: page(() => import("@/features/overview/page"), "OverviewPage") },
            { path: "inventory", lazy: page(() => import("@/features/inventory/page"), "InventoryPage") },
            { path: "inventory/:itemId", lazy: page(() => import("@/features/item/page"), "ItemPage") },
            { path: "look-up", lazy: page(() => import("@/features/lookup/page"), "LookupPage") },
            { path: "transfers", lazy: page(() => import("@/features/transfers/page"), "TransfersPage") },
            { path: "transfers/new", lazy: page(() => import("@/features/transfers/new-page"), "NewTransferPage") },
            { path: "transfers/:transferId", lazy: page(() => import("@/features/transfers/transfer-page"), "TransferPage") },
            { path: "transfers/:transferId/edit", lazy: page(() => import("@/features/transfers/edit-page"), "EditTransferPage") },
            {
              path: "transfers/:transferId/receive/:shipmentId",
              lazy: page(() => import("@/features/transfers/receive-page"), "ReceivePage"),
            },
            { path: "replenish", lazy: page(() => import("@/features/replenish/page"), "ReplenishPage") },
            { path: "policies", lazy: page(() => import("@/features/policies/page"), "PoliciesPage") },
            { path: "purchase-orders", lazy: page(() => import("@/features/purchasing/page"), "PurchaseOrdersPage") },
            { path: "purchase-orders/new", lazy: page(() => import("@/features/purchasing/new-page"), "NewOrderPage") },
            { path: "purchase-orders/rules", lazy: page(() => import("@/features/purchasing/rules-page"), "BuyingRulesPage") },
            { path: "purchase-orders/:orderId", lazy: page(() => import("@/features/purchasing/order-page"), "PurchaseOrderPage") },
            { path: "purchase-orders/:orderId/edit", lazy: page(() => import("@/features/purchasing/edit-page"), "EditOrderPage") },
            { path: "purchase-orders/:orderId/receive", lazy: page(() => import("@/features/purchasing/receive-page"), "ReceiveOrderPage") },
            { path: "purchase-orders/:orderId/return", lazy: page(() => import("@/features/purchasing/receive-page"), "ReturnPage") },
            { path: "suppliers", lazy: page(() => import("@/features/suppliers/page"), "SuppliersPage") },
            { path: "suppliers/:supplierId", lazy: page(() => import("@/features/suppliers/supplier-page"), "SupplierPage") },
            { path: "forecast", lazy: page(() => import("@/features/forecast/page"), "ForecastPage") },
            { path: "forecast/events", lazy: page(() => import("@/features/forecast/events-page"), "EventsPage") },
            { path: "analysis", lazy: page(() => import("@/features/analysis/page"), "AnalysisPage") },
            { path: "replay", lazy: page(() => import("@/features/replays/page"), "ReplayPage") },
            { path: "value", lazy: page(() => import("@/features/value/page"), "ValuePage") },
            { path: "bills", lazy: page(() => import("@/features/value/bills/page"), "BillsPage") },
            { path: "bills/new", lazy: page(() => import("@/features/value/bills/new-page"), "NewBillPage") },
            { path: "bills/:billId", lazy: page(() => import("@/features/value/bills/bill-page"), "BillPage") },
            { path: "month-end", lazy: page(() => import("@/features/value/month-page"), "MonthPage") },
            { path: "stocktakes", lazy: page(() => import("@/features/stocktakes/page"), "StocktakesPage") },
            { path: "stocktakes/new", lazy: page(() => import("@/features/stocktakes/new-page"), "NewStocktakePage") },
            { path: "stocktakes/schedules", lazy: page(() => import("@/features/stocktakes/schedules-page"), "SchedulesPage") },
            { path: "stocktakes/earlier", lazy: page(() => import("@/features/stocktakes/earlier-page"), "EarlierPage") },
            { path: "stocktakes/earlier/:pastId", lazy: page(() => import("@/features/stocktakes/earlier-one-page"), "EarlierOnePage") },
            { path: "stocktakes/:stocktakeId", lazy: page(() => import("@/features/stocktakes/stocktake-page"), "StocktakePage") },
            { path: "stocktakes/:stocktakeId/count", lazy: page(() => import("@/features/stocktakes/count-page"), "CountPage") },
            { path: "changes", lazy: page(() => import("@/features/changes/page"), "ChangesPage") },
            { path: "changes/:changeSetId", lazy: page(() => import("@/features/changes/change-page"), "ChangePage") },
            { path: "labels", lazy: page(() => import("@/features/labels/page"), "LabelsPage") },
            { path: "as-of", lazy: page(() => import("@/features/as-of/page"), "AsOfPage") },
            { path: "imports", lazy: page(() => import("@/features/imports/page"), "ImportsPage") },
            { path: "imports/stocky", lazy: page(() => import("@/features/imports/stocky-page"), "StockyPage") },
            { path: "imports/:importId", lazy: page(() => import("@/features/imports/import-page"), "ImportPage") },
            { path: "orders/:orderId", lazy: page(() => import("@/features/order/page"), "OrderPage") },
            { path: "sync", lazy: page(() => import("@/features/sync/page"), "SyncPage") },
            { path: "people", lazy: page(() => import("@/features/people/page"), "PeoplePage") },
            { path: "people/log", lazy: page(() => import("@/features/people/log-page"), "LogPage") },
            { path: "account", lazy: page(() => import("@/features/account/page"), "AccountPage") },
            { path: "settings/leaving", lazy: page(() => import("@/features/settings/leaving/page"), "LeavingPage") },
            { path: "settings/plan", lazy: page(() => import("@/features/plan/page"), "PlanPage") },
            { path: "settings", lazy: page(() => import("@/features/settings/page"), "SettingsPage") },
            { path: "design", lazy: page(() => import("@/features/design/page"), "DesignPage") },
            { path: "*", Component: NotFound },
          ],
        },
      ],
    },
  ]);
}
