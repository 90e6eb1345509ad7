import { Plus, Trash2 } from "lucide-react";
import { useMyLocations } from "@/api/shop";
import { Button, IconButton } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { type Elsewhere, type TallyLine, here } from "./tally";

interface DivisionProps {
  line: TallyLine;
  isReturn: boolean;
  placeId: string;
  onDivide: (elsewhere: Elsewhere[]) => void;
}

/** Good units of a line that go to other locations than the rest, or come from there. */
export function Division({ line, isReturn, placeId, onDivide }: DivisionProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const locations = useMyLocations();
  const taken = new Set([placeId, ...line.elsewhere.map((each) => each.placeId)]);
  const free = locations.find(({ location_id }) => !taken.has(location_id));
  const { title, elsewhere } = line;
  const set = (at: number, some: Partial<Elsewhere>) => onDivide(elsewhere.map((each, place) => (place === at ? { ...each, ...some } : each)));
  const words = t(isReturn ? "arriving.divideBack" : "arriving.divide");
  return (
    <span className="flex flex-col gap-2">
      {elsewhere.map((each, at) => (
        <span key={each.placeId} className="grid grid-cols-[minmax(0,1fr)_5rem_auto] items-center gap-2">
          <Select small aria-label={t("arriving.elsewherePlace", { title })} value={each.placeId} onChange={(event) => set(at, { placeId: event.target.value })}>
            {locations
              .filter(({ location_id }) => location_id === each.placeId || !taken.has(location_id))
              .map(({ location_id, name }) => (
                <option key={location_id} value={location_id}>
                  {name}
                </option>
              ))}
          </Select>
          <Input
            aria-label={t("arriving.elsewhereUnits", { title, place: locations.find(({ location_id }) => location_id === each.placeId)?.name ?? "" })}
            inputMode="numeric"
            className="text-right tabular-nums"
            value={String(each.quantity)}
            onFocus={(event) => event.target.select()}
            onChange={(event) => set(at, { quantity: Number(event.target.value.replaceAll(/\D/g, "").slice(0, 7)) })}
          />
          <IconButton label={t("arriving.elsewhereRemove", { title })} onClick={() => onDivide(elsewhere.filter((_, place) => place !== at))}>
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </span>
      ))}
      <span className="flex flex-wrap items-center justify-between gap-2 text-xs text-muted">
        {elsewhere.length > 0 && <span>{t(isReturn ? "arriving.restFrom" : "arriving.restAt", { n: format.quantity(here(line)) })}</span>}
        {free && (
          <Button small look="quiet" icon={<Plus aria-hidden className="size-3.5" />} aria-label={t("arriving.divideOf", { what: words, title })} onClick={() => onDivide([...elsewhere, { placeId: free.location_id, quantity: 0 }])}>
            {words}
          </Button>
        )}
      </span>
    </span>
  );
}
