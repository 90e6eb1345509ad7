import { useLocations } from "@/api/shop";
import type { Replay } from "@/api/types";
import { useTranslation } from "@/words";

/** Which items a replay is about, in words. */
export function useScopeName(): (replay: Replay) => string {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  return ({ applies_to, name, location_id }) => {
    const items = name === "" ? t(`replay.scope.${applies_to}`) : name;
    const place = locations.find((each) => each.location_id === location_id)?.name;
    return place === undefined ? items : `${items}, ${place}`;
  };
}
