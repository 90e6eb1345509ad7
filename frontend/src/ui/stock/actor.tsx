import { useTranslation } from "@/words";

interface Moved {
  actor: string | null;
  cause: string;
}

/** Who made a movement, in words; what Shopify does not say is said to be so. */
export function useActorWords(): (movement: Moved) => string | null {
  const { t } = useTranslation();
  return ({ actor, cause }) => {
    if (actor === null) return cause === "unexplained" ? t("actor.notSaid") : null;
    const [kind, ...rest] = actor.split(":");
    const name = rest.join(":");
    if (kind === "api_key") return t("actor.key", { name });
    if (kind === "staff") return t("actor.staff", { id: name });
    if (kind === "schedule") return t("actor.schedule");
    return actor;
  };
}
