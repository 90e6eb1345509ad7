import { useLocations } from "@/api/shop";
import { Button } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { useTranslation } from "@/words";

export interface NarrowProps {
  parameters: URLSearchParams;
  onChange: (patch: Record<string, string | null>) => void;
}

/** Which levels: by words, by location, and by the filter one came with. */
export function Narrow({ parameters, onChange }: NarrowProps) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  return (
    <div className="flex flex-wrap items-center gap-2.5 px-4 pb-3 sm:px-5">
      <Input
        type="search"
        aria-label={t("asOf.search")}
        placeholder={t("asOf.search")}
        className="max-w-xs flex-1 basis-40"
        value={parameters.get("search") ?? ""}
        onChange={(event) => onChange({ search: event.target.value })}
      />
      <Select
        aria-label={t("asOf.location")}
        className="basis-44"
        value={parameters.get("location_id") ?? ""}
        onChange={(event) => onChange({ location_id: event.target.value })}
      >
        <option value="">{t("asOf.allLocations")}</option>
        {locations.map((each) => (
          <option key={each.location_id} value={each.location_id}>
            {each.name}
          </option>
        ))}
      </Select>
      {parameters.get("filter") !== null && (
        <span className="inline-flex items-center gap-2 text-xs text-muted">
          {t("asOf.filtered")}
          <Button small onClick={() => onChange({ filter: null })}>
            {t("asOf.unfilter")}
          </Button>
        </span>
      )}
    </div>
  );
}
