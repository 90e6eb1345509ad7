/** The contract's shapes by the names the pages use. Only this file knows the generated names. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Shop = Schemas["Shop"];
export type Location = Schemas["Location"];
export type Level = Schemas["Level"];
export type LevelPage = Schemas["LevelPage"];
export type LevelState = Level["state"];
export type ItemDetail = Schemas["ItemDetail"];
export type Quantities = Schemas["Quantities"];
export type Movement = Schemas["Movement"];
export type MovementPage = Schemas["MovementPage"];
export type RecentMovement = Schemas["RecentMovement"];
export type History = Schemas["History"];
export type HistoryPoint = Schemas["HistoryPoint"];
export type Cause = Schemas["Cause"];
export type Overview = Schemas["Overview"];
export type DailyFigures = Schemas["DailyFigures"];
export type Sync = Schemas["Sync"];
export type ImportProgress = Schemas["ImportProgress"];
export type SyncLogEntry = Schemas["SyncLogEntry"];
export type Drift = Schemas["Drift"];
export type ChangeSet = Schemas["ChangeSet"];
export type ChangeSetInput = Schemas["ChangeSetInput"];
export type Preview = Schemas["Preview"];
export type Reason = Schemas["Reason"];
export type ApiKey = Schemas["ApiKey"];
export type ApiKeyScope = ApiKey["scopes"][number];
