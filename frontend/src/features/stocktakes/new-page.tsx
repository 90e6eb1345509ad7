import { useEffect, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useLocations } from "@/api/shop";
import type { StocktakeScope } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/stocktakes";
import { useBins, useMakeStocktakes, useScopePreview } from "./queries";

const WORDS = ["search", "vendor", "product_type", "tag"] as const;
type Given = Record<(typeof WORDS)[number] | "bin", string>;
const NOTHING: Given = { search: "", vendor: "", product_type: "", tag: "", bin: "" };
const LABELS = { search: "search", vendor: "vendor", product_type: "productType", tag: "tag" } as const;

/** A count that is not made yet: where, what, and how many items that are. */
export function NewStocktakePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const make = useMakeStocktakes();
  const place = parameters.get("location_id");
  const [places, setPlaces] = useState<string[]>(place === null ? [] : [place]);
  const [label, setLabel] = useState("");
  const [given, setGiven] = useState<Given>({ ...NOTHING, search: parameters.get("search") ?? "" });
  const [filter, setFilter] = useState(parameters.get("filter"));
  const [blind, setBlind] = useState(false);
  const scope = scopeOf(given, filter);
  const preview = useScopePreview(places, useDebounced(scope, 300));
  const most = preview.data?.locations[0]?.lines_max ?? 0;
  const tooMany = preview.data?.locations.some((each) => each.items > each.lines_max) ?? false;
  const some = preview.data?.locations.some((each) => each.items > 0) ?? false;
  const made = make.data?.items;
  useEffect(() => {
    if (made?.length === 1 && made[0]) void navigate(`/stocktakes/${made[0].id}`, { replace: true });
    else if (made) void navigate("/stocktakes", { replace: true });
  }, [made, navigate]);
  return (
    <Page
      title={t("stocktakes.form.title")}
      subtitle={t("stocktakes.form.subtitle")}
      commands={[
        {
          label: t("stocktakes.form.save", { count: Math.max(places.length, 1) }),
          primary: true,
          disabled: !some || tooMany || preview.isFetching || make.isPending,
          onPress: () => make.mutate({ location_ids: places, scope, label: label.trim(), is_blind: blind }),
        },
      ]}
    >
      {make.error && <QueryError title={t("stocktakes.failed")} error={make.error} />}
      <Card>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("stocktakes.form.label")} optional={t("common.optional")} hint={t("stocktakes.form.labelHint")}>
            {(control) => <Input {...control} maxLength={120} value={label} onChange={(event) => setLabel(event.target.value)} />}
          </Field>
          <Places chosen={places} onChange={setPlaces} />
        </div>
      </Card>
      <Card title={t("stocktakes.form.what")} note={t("stocktakes.form.whatNote")}>
        <div className="grid gap-4 sm:grid-cols-2">
          {WORDS.map((name) => (
            <Field key={name} label={t(`stocktakes.form.${LABELS[name]}`)}>
              {(control) => (
                <Input {...control} maxLength={200} value={given[name]} onChange={(event) => setGiven({ ...given, [name]: event.target.value })} />
              )}
            </Field>
          ))}
          <BinField place={places.length === 1 ? (places[0] ?? "") : ""} value={given.bin} onChange={(bin) => setGiven({ ...given, bin })} />
          <label className="flex items-center gap-2 self-end py-2 text-sm">
            <input type="checkbox" className="size-4 accent-brand" checked={blind} onChange={(event) => setBlind(event.target.checked)} />
            {t("stocktakes.form.blind")}
          </label>
        </div>
        {filter !== null && (
          <p className="mt-3 flex flex-wrap items-center gap-2 text-sm">
            {t("stocktakes.form.filter")}
            <Button small onClick={() => setFilter(null)}>
              {t("stocktakes.form.dropFilter")}
            </Button>
          </p>
        )}
        <Found preview={preview} hasPlace={places.length > 0} most={tooMany ? most : null} isEmpty={preview.data !== undefined && !some} />
      </Card>
    </Page>
  );
}

function Places({ chosen, onChange }: { chosen: string[]; onChange: (next: string[]) => void }) {
  const { t } = useTranslation();
  const locations = useLocations();
  const open = locations.data?.items.filter((each) => each.is_active) ?? [];
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{t("stocktakes.form.places")}</legend>
      <p className="text-xs text-muted">{t("stocktakes.form.placesHint")}</p>
      <div className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1">
        {open.map(({ location_id, name }) => (
          <label key={location_id} className="flex min-h-8 items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-4 accent-brand"
              checked={chosen.includes(location_id)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, location_id] : chosen.filter((each) => each !== location_id))}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function BinField({ place, value, onChange }: { place: string; value: string; onChange: (next: string) => void }) {
  const { t } = useTranslation();
  const bins = useBins(place).data?.items ?? [];
  if (bins.length === 0) return null;
  const names = [...new Set(bins.map((each) => each.bin))];
  return (
    <Field label={t("stocktakes.form.bin")}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t("common.none")}</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface FoundProps {
  preview: ReturnType<typeof useScopePreview>;
  hasPlace: boolean;
  most: number | null;
  isEmpty: boolean;
}

function Found({ preview, hasPlace, most, isEmpty }: FoundProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const locations = useLocations();
  if (preview.error) return <QueryError title={t("stocktakes.form.previewFailed")} error={preview.error} />;
  if (!hasPlace) return <p className="mt-4 text-sm text-muted">{t("stocktakes.form.choose")}</p>;
  if (!preview.data) return <Skeleton className="mt-4 h-5 w-56" />;
  return (
    <div role="status" className="mt-4 rounded-lg bg-sunken px-3 py-2 text-sm">
      <ul>
        {preview.data.locations.map((each) => (
          <li key={each.location_id}>
            <span className="font-medium">
              {t("stocktakes.form.items", {
                count: each.items,
                n: format.quantity(each.items),
                place: locations.data?.items.find((place) => place.location_id === each.location_id)?.name ?? "",
              })}
            </span>
            {each.in_bins > 0 && <span className="text-muted"> · {t("stocktakes.form.inBins", { n: format.quantity(each.in_bins) })}</span>}
          </li>
        ))}
      </ul>
      {isEmpty && <p>{t("stocktakes.form.nothing")}</p>}
      {most !== null && <p className="font-medium text-bad-text">{t("stocktakes.form.tooMany", { n: format.quantity(most) })}</p>}
    </div>
  );
}

function scopeOf(given: Given, filter: string | null): StocktakeScope {
  const scope: StocktakeScope = filter === null ? {} : { filter };
  for (const [name, value] of Object.entries(given) as [keyof Given, string][]) {
    if (value.trim() !== "") scope[name] = value.trim();
  }
  return scope;
}
