import { ClipboardCheck, Columns3, Download, History, Rows3, Rows4, Search, SlidersHorizontal, X } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useLocations, useShop } from "@/api/shop";
import type { LevelFilter } from "@/api/types";
import { Button, IconButton, buttonClasses } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { useTranslation } from "@/words";
import { FilterChips } from "./filters/chips";
import { type Condition, countConditions, writeFilter } from "./filters/expression";
import { LEVEL_FILTERS, type View, questionOf } from "./views/view";

/** Long enough that a typed word is one question, short enough that nobody waits. */
const TYPING_MS = 180;

/** The same levels on the page of the past. */
function asOfParameters(view: View): URLSearchParams {
  const { search, location_id, filter } = questionOf(view);
  const given = Object.entries({ search, location_id, filter }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(given);
}

/** The same levels as what a count is about: what the tabs narrow to becomes a condition too. */
function countParameters(view: View): URLSearchParams {
  const { search, location_id } = questionOf(view);
  const tab: Condition | null =
    view.state === null
      ? null
      : view.state === "incoming"
        ? { field: "incoming", op: ">", value: 0 }
        : { field: "state", op: "is", value: view.state };
  const filter = writeFilter(tab ? { join: "all", parts: [tab, ...(view.filter ? [view.filter] : [])] } : view.filter);
  const given = Object.entries({ search, location_id, filter }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(given);
}

export interface ToolbarProps {
  view: View;
  change: (patch: Partial<View>) => void;
  searchRef: RefObject<HTMLInputElement | null>;
  busy: boolean;
  wide: boolean;
  onPanel: (panel: "filter" | "columns" | "file") => void;
}

export function Toolbar({ view, change, searchRef, busy, wide, onPanel }: ToolbarProps) {
  const { t } = useTranslation();
  const options: { value: LevelFilter | "all"; label: string }[] = [
    { value: "all", label: t("inventory.all") },
    ...LEVEL_FILTERS.map((state) => ({ value: state, label: t(`state.${state}`) })),
  ];
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const conditions = view.filter ? countConditions(view.filter) : 0;
  return (
    <div className="flex flex-col gap-2.5 p-3" aria-busy={busy}>
      <div className="flex flex-wrap items-center gap-2.5">
        <SearchBox value={view.search} onSearch={(search) => change({ search })} inputRef={searchRef} />
        <LocationFilter value={view.locationId} onChange={(locationId) => change({ locationId })} />
        <Button icon={<SlidersHorizontal aria-hidden className="size-4" />} onClick={() => onPanel("filter")}>
          {conditions === 0 ? t("filter.open") : t("filter.openCount", { count: conditions })}
        </Button>
        <div role="group" aria-label={t("grid.tools")} className="flex flex-wrap gap-2.5">
          {wide && (
            <>
              <Button icon={<Columns3 aria-hidden className="size-4" />} onClick={() => onPanel("columns")}>
                {t("columns.open")}
              </Button>
              <DensitySwitch view={view} change={change} />
            </>
          )}
          <Button icon={<Download aria-hidden className="size-4" />} onClick={() => onPanel("file")}>
            {t("file.open")}
          </Button>
          <Link to={`/as-of?${asOfParameters(view)}`} className={buttonClasses()}>
            <History aria-hidden className="size-4" />
            {t("grid.asOf")}
          </Link>
          {mayWrite && (
            <Link to={`/stocktakes/new?${countParameters(view)}`} className={buttonClasses()}>
              <ClipboardCheck aria-hidden className="size-4" />
              {t("grid.count")}
            </Link>
          )}
        </div>
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-2.5">
        <div className="min-w-0 max-w-full">
          <Segmented
            label={t("inventory.states")}
            value={view.state ?? "all"}
            options={options}
            onChange={(value) => change({ state: value === "all" ? null : value })}
          />
        </div>
        <FilterChips filter={view.filter} onChange={(filter) => change({ filter })} onOpen={() => onPanel("filter")} />
      </div>
    </div>
  );
}

function DensitySwitch({ view, change }: Pick<ToolbarProps, "view" | "change">) {
  const { t } = useTranslation();
  const next = view.density === "compact" ? "comfortable" : "compact";
  const Icon = view.density === "compact" ? Rows4 : Rows3;
  return (
    <IconButton
      look="plain"
      label={`${t("grid.density")}: ${t(`grid.densities.${view.density}`)}`}
      onClick={() => change({ density: next })}
    >
      <Icon aria-hidden className="size-4" />
    </IconButton>
  );
}
interface SearchBoxProps {
  value: string;
  onSearch: (value: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

function SearchBox({ value, onSearch, inputRef }: SearchBoxProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address may change by itself (back, a link): then the box follows it.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);
  useSlash(inputRef);
  const ask = (next: string, wait: number) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      asked.current = next.trim();
      onSearch(asked.current);
    }, wait);
  };
  return (
    <div className="relative min-w-0 flex-1 basis-64">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
      <Input
        ref={inputRef}
        type="search"
        className="pr-9 pl-9 [&::-webkit-search-cancel-button]:hidden"
        placeholder={t("inventory.search")}
        aria-label={t("inventory.searchLabel")}
        value={typed}
        onChange={(event) => ask(event.target.value, TYPING_MS)}
        onKeyDown={(event) => {
          if (event.key === "Enter") ask(typed, 0);
          if (event.key === "Escape" && typed !== "") ask("", 0);
        }}
      />
      {typed !== "" && (
        <button
          type="button"
          aria-label={t("inventory.clearSearch")}
          onClick={() => {
            ask("", 0);
            inputRef.current?.focus();
          }}
          className="absolute top-1/2 right-1.5 inline-flex size-7 -translate-y-1/2 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  );
}

/** "/" goes to the search box from anywhere on the page, as it does in most lists. */
function useSlash(inputRef: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [role=dialog]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      inputRef.current?.focus();
      inputRef.current?.select();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [inputRef]);
}

function LocationFilter({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  return (
    <Select
      aria-label={t("inventory.location")}
      className="w-full sm:w-48"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">{t("common.allLocations")}</option>
      {locations.map((location) => (
        <option key={location.location_id} value={location.location_id}>
          {location.name}
        </option>
      ))}
    </Select>
  );
}
