import { Barcode, PackageSearch, ScanBarcode, SearchX } from "lucide-react";
import { type FormEvent, Suspense, lazy, useEffect, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useLocations } from "@/api/shop";
import type { Item } from "@/api/types";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Quantity } from "@/ui/display";
import { Field, Input, Select } from "@/ui/field";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/lookup";
import { FoundItem } from "./found";
import { useLocationChoice } from "./location-choice";
import { useFound } from "./queries";

const Camera = lazy(async () => ({ default: (await import("@/ui/scan/camera")).Camera }));

/** One hand, one code: what there is of it where I stand, and the way to correct it. */
export function LookupPage() {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const [filming, setFilming] = useState(false);
  const code = parameters.get("code") ?? "";
  const find = (next: string) => {
    const wanted = next.trim();
    if (wanted === "") return;
    navigator.vibrate?.(40);
    setParameters({ code: wanted });
  };
  return (
    <Page
      title={t("lookup.title")}
      subtitle={t("lookup.subtitle")}
      actions={
        <Link to="/labels" className={buttonClasses()}>
          <Barcode aria-hidden className="size-4" />
          {t("lookup.labels")}
        </Link>
      }
    >
      <div className="flex w-full max-w-xl flex-col gap-4">
        {filming && (
          <Suspense fallback={<Skeleton className="h-56 w-full rounded-xl" />}>
            <Camera onCode={find} onClose={() => setFilming(false)} />
          </Suspense>
        )}
        <Asking key={code} code={code} ready={!filming} onFind={find} />
        {!filming && (
          <Button className="h-12" icon={<ScanBarcode aria-hidden className="size-5" />} onClick={() => setFilming(true)}>
            {t("lookup.scan")}
          </Button>
        )}
        <Answer code={code} />
      </div>
    </Page>
  );
}

/** The field a hand scanner types into: it is ready for the next code as soon as one was read. */
function Asking({ code, ready, onFind }: { code: string; ready: boolean; onFind: (code: string) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // While the camera looks, the keyboard of a phone would only be in its way.
    if (!ready) return;
    input.current?.focus();
    input.current?.select();
  }, [ready]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFind(input.current?.value ?? "");
    input.current?.select();
  };
  return (
    <form onSubmit={submit} role="search">
      <Field label={t("lookup.code")} hint={t("lookup.hint")}>
        {(control) => (
          <span className="flex gap-2">
            <Input
              {...control}
              ref={input}
              defaultValue={code}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              enterKeyHint="search"
              maxLength={255}
              className="h-12 font-mono"
            />
            <Button type="submit" look="primary" className="h-12">
              {t("lookup.find")}
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}

function Answer({ code }: { code: string }) {
  const { t } = useTranslation();
  const found = useFound(code);
  if (code === "") {
    return (
      <EmptyState
        icon={<PackageSearch className="size-5" />}
        title={t("lookup.startTitle")}
        body={t("lookup.startBody")}
      />
    );
  }
  if (found.error) {
    return <QueryError title={t("lookup.errorTitle")} error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Skeleton className="h-56 w-full rounded-xl" />;
  if (found.data.length === 0) return <Missing code={code} />;
  return <Items key={code} code={code} items={found.data} />;
}

function Missing({ code }: { code: string }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <EmptyState
        icon={<SearchX className="size-5" />}
        title={t("lookup.missingTitle", { code })}
        body={t("lookup.missingBody")}
        action={
          <Link to={`/inventory?search=${encodeURIComponent(code)}`} className={buttonClasses()}>
            {t("nav.inventory")}
          </Link>
        }
      />
    </div>
  );
}

function Items({ code, items }: { code: string; items: Item[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(items.length === 1 ? (items[0]?.inventory_item_id ?? null) : null);
  const [place, setPlace] = useLocationChoice();
  const locations = useLocations();
  if (locations.error && !locations.data) {
    return <QueryError title={t("lookup.errorTitle")} error={locations.error} onRetry={() => void locations.refetch()} />;
  }
  if (!locations.data) return <Skeleton className="h-56 w-full rounded-xl" />;
  const open = locations.data.items.filter((each) => each.is_active);
  const here = open.find((each) => each.location_id === place) ?? open[0];
  return (
    <>
      <Field label={t("lookup.location")}>
        {(control) => (
          <Select {...control} value={here?.location_id ?? ""} onChange={(event) => setPlace(event.target.value)}>
            {open.map(({ location_id, name }) => (
              <option key={location_id} value={location_id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {chosen === null ? (
        <Card title={t("lookup.several", { count: items.length, code })} flush>
          <ul className="border-t border-line">
            {items.map((item) => (
              <li key={item.inventory_item_id} className="border-b border-line last:border-0">
                <button
                  type="button"
                  className="flex min-h-12 w-full items-center justify-between gap-3 px-4 py-2 text-left hover:bg-hover"
                  onClick={() => setChosen(item.inventory_item_id)}
                >
                  <span className="min-w-0">
                    <span className="block truncate text-sm font-medium">{item.title}</span>
                    <span className="block truncate font-mono text-xs text-muted">
                      {[item.variant_title, item.sku].filter(Boolean).join(" · ")}
                    </span>
                  </span>
                  <Quantity value={item.quantities.available} strong />
                </button>
              </li>
            ))}
          </ul>
        </Card>
      ) : (
        <FoundItem itemId={chosen} locationId={here?.location_id ?? ""} />
      )}
    </>
  );
}
