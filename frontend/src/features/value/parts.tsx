import { NavLink } from "react-router";
import { classes } from "@/ui/classes";
import { Banner } from "@/ui/states";
import { useTranslation } from "@/words";

const PARTS = [
  ["/value", "value"],
  ["/month-end", "months"],
  ["/bills", "bills"],
] as const;

/** The three pages about money in stock; bills are for those who work with all locations. */
export function Parts({ withBills }: { withBills: boolean }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("value.parts")} className="flex gap-1 overflow-x-auto border-b border-line">
      {PARTS.filter(([, part]) => part !== "bills" || withBills).map(([to, part]) => (
        <NavLink
          key={to}
          to={to}
          className={({ isActive }) =>
            classes(
              "-mb-px border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap",
              isActive ? "border-brand text-ink" : "border-transparent text-muted hover:text-ink",
            )
          }
        >
          {t(`value.part.${part}`)}
        </NavLink>
      ))}
    </nav>
  );
}

/** Says so while what moved last is not in the figures. */
export function Behind({ standing }: { standing: { is_current: boolean } | undefined }) {
  const { t } = useTranslation();
  if (standing === undefined || standing.is_current) return null;
  return <Banner tone="info" title={t("value.behind")} body={t("value.behindBody")} />;
}
