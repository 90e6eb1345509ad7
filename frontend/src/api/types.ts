/**
 * The contract's shapes by the names the pages use, taken from the paths: so they hold whatever the
 * server calls its models.
 */
import type { paths } from "./schema";

type Json<Responses, Status extends keyof Responses> = Responses[Status] extends {
  content: { "application/json": infer Body };
}
  ? Body
  : never;

type Got<Path extends keyof paths> = paths[Path] extends { get: { responses: infer Responses extends { 200: unknown } } }
  ? Json<Responses, 200>
  : never;

type Posting = paths["/api/v1/change-sets"]["post"];

export type Shop = Got<"/api/v1/shop">;
export type Plan = Got<"/api/v1/plan">;
export type Standing = Got<"/api/v1/leaving">;
export type Recovery = NonNullable<Got<"/api/v1/recovery">["recovery"]>;
export type Farewell = NonNullable<Standing["farewell"]>;
export type Location = Got<"/api/v1/locations">["items"][number];
export type LevelPage = Got<"/api/v1/levels">;
export type Level = LevelPage["items"][number];
/** What a list of levels can be narrowed to: a state, or those with units on their way. */
export type LevelFilter = NonNullable<NonNullable<paths["/api/v1/levels"]["get"]["parameters"]["query"]>["state"]>;
/** Which levels a list is about: the parameters of the list without its place. */
export type LevelQuestion = NonNullable<paths["/api/v1/level-count"]["get"]["parameters"]["query"]>;
export type LevelSort = NonNullable<NonNullable<paths["/api/v1/levels"]["get"]["parameters"]["query"]>["sort"]>;
export type FileColumn = paths["/api/v1/level-file"]["get"]["parameters"]["query"]["columns"][number];
export type SavedView = Got<"/api/v1/saved-views">["items"][number];
export type BulkPreviewInput = paths["/api/v1/bulk-edits/preview"]["post"]["requestBody"]["content"]["application/json"];
export type BulkPreview = Json<paths["/api/v1/bulk-edits/preview"]["post"]["responses"], 200>;
export type BulkEditInput = paths["/api/v1/bulk-edits"]["post"]["requestBody"]["content"]["application/json"];
export type BulkEdit = Json<paths["/api/v1/bulk-edits"]["post"]["responses"], 202>;
export type Quantities = Level["quantities"];
export type Item = Got<"/api/v1/items">["items"][number];
export type ItemDetail = Got<"/api/v1/items/{inventory_item_id}">;
export type MovementPage = Got<"/api/v1/items/{inventory_item_id}/movements">;
export type Movement = MovementPage["items"][number];
export type Cause = Movement["cause"];
export type LevelsThen = Got<"/api/v1/items/{inventory_item_id}/levels">;
export type DocumentOfItem = Got<"/api/v1/items/{inventory_item_id}/documents">["items"][number];
export type SalesByWeek = Got<"/api/v1/items/{inventory_item_id}/sales">;
export type WeekOfSales = SalesByWeek["weeks"][number];
export type Overview = Got<"/api/v1/overview">;
export type Attention = Got<"/api/v1/attention">;
export type Concern = Attention["concerns"][number];
export type RecentMovement = Overview["recent"][number];
export type DailyFigures = Overview["daily"][number];
export type Sync = Got<"/api/v1/sync">;
export type ImportProgress = Sync["import"];
export type SyncLogEntry = Got<"/api/v1/sync/log">["items"][number];
export type Drift = Got<"/api/v1/drift">;
export type Difference = Got<"/api/v1/drift/differences">["items"][number];
export type DriftPolicies = Got<"/api/v1/drift/policies">;
export type DriftPolicy = DriftPolicies["policy"];
export type CheckScope = paths["/api/v1/sync/checks"]["post"]["requestBody"]["content"]["application/json"];
export type SyncCheck = Got<"/api/v1/sync/checks">["items"][number];
export type LedgerProof = Got<"/api/v1/proof">;
export type QuarantinedWrite = Got<"/api/v1/quarantine">["items"][number];
export type ChangeSet = Got<"/api/v1/change-sets/{change_set_id}">;
export type ChangeSetLine = ChangeSet["lines"][number];
export type StuckLine = Got<"/api/v1/stuck-lines">["items"][number];
export type TransferSummary = Got<"/api/v1/transfers">["items"][number];
export type Transfer = Got<"/api/v1/transfers/{transfer_id}">;
export type TransferLine = Transfer["lines"][number];
export type Shipment = Transfer["shipments"][number];
export type TransferState = Transfer["state"];
export type TransferEvent = Got<"/api/v1/transfers/{transfer_id}/timeline">["items"][number];
type TransferUndoing = paths["/api/v1/transfers/{transfer_id}/undo"]["post"];
export type TransferUndoPreview = Json<TransferUndoing["responses"], 200>;
export type TransferInput = paths["/api/v1/transfers"]["post"]["requestBody"]["content"]["application/json"];
export type ShipInput = paths["/api/v1/transfers/{transfer_id}/ship"]["post"]["requestBody"]["content"]["application/json"];
export type StocktakeSummary = Got<"/api/v1/stocktakes">["items"][number];
export type PastStocktake = Got<"/api/v1/past-stocktakes">["items"][number];
export type PastLine = Got<"/api/v1/past-stocktakes/{past_id}/lines">["items"][number];
export type Stocktake = Got<"/api/v1/stocktakes/{stocktake_id}">;
export type StocktakeState = Stocktake["state"];
export type StocktakeLine = Got<"/api/v1/stocktakes/{stocktake_id}/lines">["items"][number];
export type StocktakeSection = Stocktake["sections"][number];
export type CountItem = Got<"/api/v1/stocktakes/{stocktake_id}/count-items">["items"][number];
export type StocktakeInput = paths["/api/v1/stocktakes"]["post"]["requestBody"]["content"]["application/json"];
export type StocktakeScope = NonNullable<StocktakeInput["scope"]>;
export type RecountInput = paths["/api/v1/stocktakes/{stocktake_id}/recount"]["post"]["requestBody"]["content"]["application/json"];
export type ApprovalInput = paths["/api/v1/stocktakes/{stocktake_id}/approve"]["post"]["requestBody"]["content"]["application/json"];
export type ScansInput = paths["/api/v1/stocktakes/{stocktake_id}/scans"]["post"]["requestBody"]["content"]["application/json"];
export type ScanInput = ScansInput["scans"][number];
export type CountSchedule = Got<"/api/v1/count-schedules">["items"][number];
export type ScheduleInput = paths["/api/v1/count-schedules"]["post"]["requestBody"]["content"]["application/json"];
type Undoing = paths["/api/v1/change-sets/{change_set_id}/undo"]["post"];
export type LabelsInput = paths["/api/v1/labels"]["post"]["requestBody"]["content"]["application/json"];
export type AsOfQuestion = Omit<paths["/api/v1/levels-as-of"]["get"]["parameters"]["query"], "cursor" | "limit">;
export type LevelAsOf = Got<"/api/v1/levels-as-of">["items"][number];
export type TotalsAsOf = Got<"/api/v1/levels-as-of/totals">;
export type Import = Got<"/api/v1/imports/{import_id}">;
export type ImportKind = Import["kind"];
export type ImportRow = Got<"/api/v1/imports/{import_id}/rows">["items"][number];
export type ColumnsInput = paths["/api/v1/imports/{import_id}/columns"]["put"]["requestBody"]["content"]["application/json"];
export type ApplyInput = paths["/api/v1/imports/{import_id}/apply"]["post"]["requestBody"]["content"]["application/json"];
export type UndoPreview = Json<Undoing["responses"], 200>;
export type ChangeSetInput = Posting["requestBody"]["content"]["application/json"];
export type Reason = ChangeSetInput["reason"];
export type Preview = Json<Posting["responses"], 200>;
export type ApiKey = Got<"/api/v1/api-keys">["items"][number];
export type ApiKeyScope = ApiKey["scopes"][number];
export type OrderSummary = Got<"/api/v1/purchase-orders">["items"][number];
export type Order = Got<"/api/v1/purchase-orders/{order_id}">;
export type OrderState = Order["state"];
export type OrderLine = Order["lines"][number];
export type OrderEvent = Got<"/api/v1/purchase-orders/{order_id}/timeline">["items"][number];
export type OrderInput = paths["/api/v1/purchase-orders"]["post"]["requestBody"]["content"]["application/json"];
export type MailDraft = Got<"/api/v1/purchase-orders/{order_id}/mail">;
export type SendInput = paths["/api/v1/purchase-orders/{order_id}/send"]["post"]["requestBody"]["content"]["application/json"];
export type Receipt = Got<"/api/v1/purchase-orders/{order_id}/receipts">["items"][number];
export type ReceiveInput = paths["/api/v1/purchase-orders/{order_id}/receive"]["post"]["requestBody"]["content"]["application/json"];
export type ReturnInput = paths["/api/v1/purchase-orders/{order_id}/return"]["post"]["requestBody"]["content"]["application/json"];
export type ReceiptUndoPreview = Got<"/api/v1/purchase-orders/{order_id}/receipts/{receipt_id}/undo-preview">;
export type Rules = Got<"/api/v1/purchasing-rules">;
export type RulesInput = paths["/api/v1/purchasing-rules"]["put"]["requestBody"]["content"]["application/json"];
type Looking = paths["/api/v1/suppliers/{supplier_id}/terms"]["post"];
export type TermsRow = Looking["requestBody"]["content"]["application/json"]["rows"][number];
export type TermsAnswer = Json<Looking["responses"], 200>;
export type TermsFound = TermsAnswer["items"][number];
export type SupplierState = NonNullable<NonNullable<paths["/api/v1/suppliers"]["get"]["parameters"]["query"]>["state"]>;
export type SupplierSummary = Got<"/api/v1/suppliers">["items"][number];
export type Supplier = Got<"/api/v1/suppliers/{supplier_id}">;
export type SupplierScore = Got<"/api/v1/supplier-scores">["items"][number];
export type SupplierDelivery = Got<"/api/v1/suppliers/{supplier_id}/score">["deliveries"][number];
export type SupplierInput = paths["/api/v1/suppliers"]["post"]["requestBody"]["content"]["application/json"];
export type SupplierItem = Got<"/api/v1/suppliers/{supplier_id}/items">["items"][number];
export type SupplierItemInput = paths["/api/v1/suppliers/{supplier_id}/items"]["put"]["requestBody"]["content"]["application/json"]["items"][number];

export type Replay = Got<"/api/v1/replays">["items"][number];
export type ReplayFigures = NonNullable<Replay["outcome"]>["figures"][number];
export type Analysis = Got<"/api/v1/analysis">;
export type AnalysisCell = Analysis["cells"][number];
export type AnalysisRules = Got<"/api/v1/analysis/rules">;
export type AnalysisLevel = Got<"/api/v1/analysis/lists/{name}">["items"][number];
export type AnalysisQuestion = NonNullable<paths["/api/v1/analysis/lists/{name}"]["get"]["parameters"]["query"]>;
export type AnalysisListRules = paths["/api/v1/analysis/lists/{name}/rules"]["post"]["requestBody"]["content"]["application/json"];
export type ReplayInput = paths["/api/v1/replays"]["post"]["requestBody"]["content"]["application/json"];
export type StockValue = Got<"/api/v1/costing/value">;
export type ValueBy = StockValue["by"];
export type ValueGroup = StockValue["groups"][number];
export type ValueItemsQuestion = Omit<NonNullable<paths["/api/v1/costing/value/items"]["get"]["parameters"]["query"]>, "cursor" | "limit">;
export type ItemCost = Got<"/api/v1/items/{inventory_item_id}/cost">;
export type CostingRules = Got<"/api/v1/costing/rules">;
export type Month = Got<"/api/v1/months/{month}">;
export type MonthLine = Month["lines"][number];
export type Bill = Got<"/api/v1/bills/{bill_id}">;
export type BillSummary = Got<"/api/v1/bills">["items"][number];
export type BillInput = paths["/api/v1/bills"]["post"]["requestBody"]["content"]["application/json"];
export type BillPreview = Json<paths["/api/v1/bills/preview"]["post"]["responses"], 200>;
export type BillableReceipt = Got<"/api/v1/bills/receipts">["items"][number];

export type SuggestionGroup = Got<"/api/v1/suggestions/groups">["groups"][number];
export type Suggestion = Got<"/api/v1/suggestions">["items"][number];
export type SuggestionArithmetic = Got<"/api/v1/suggestions/{suggestion_id}/arithmetic">;
export type Dismissal = Got<"/api/v1/suggestions/dismissals">["items"][number];
export type DraftsMade = Json<paths["/api/v1/suggestions/drafts"]["post"]["responses"], 201>;
export type WhenToBuyAt = Got<"/api/v1/items/{inventory_item_id}/when-to-buy">["items"][number];
export type Policy = Got<"/api/v1/policies">["items"][number];
export type PolicyInput = paths["/api/v1/policies"]["put"]["requestBody"]["content"]["application/json"]["rules"][number];
export type Demand = Got<"/api/v1/items/{inventory_item_id}/demand">;
export type DemandForecast = NonNullable<Demand["forecast"]>;
export type DemandClass = DemandForecast["demand_class"];
export type Cleaning = Got<"/api/v1/items/{inventory_item_id}/demand-cleaning">;
export type CleaningStep = Cleaning["items"][number];
export type SwitchInput = paths["/api/v1/items/{inventory_item_id}/demand-switches"]["post"]["requestBody"]["content"]["application/json"];
export type PlanEvent = Got<"/api/v1/plan-events/{event_id}">;
export type PlanEventInput = paths["/api/v1/plan-events"]["post"]["requestBody"]["content"]["application/json"];
export type Accuracy = Got<"/api/v1/forecast/accuracy">;
export type Measured = NonNullable<Accuracy["all"]>;
export type MissedItem = Got<"/api/v1/forecast/items">["items"][number];
