import { useLocations } from "@/api/shop";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import type { People, Standing } from "./queries";

export interface StandingFieldsProps {
  roles: People["roles"];
  value: Standing;
  problem: string | undefined;
  onChange: (next: Standing) => void;
}

/** The role somebody has, and the locations it holds for. */
export function StandingFields({ roles, value, problem, onChange }: StandingFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <fieldset>
        <legend className="text-sm font-medium">{t("people.role")}</legend>
        <div className="mt-1.5 flex flex-col gap-2">
          {roles
            .filter(({ may_give }) => may_give)
            .map(({ role }) => (
              <label key={role} className="flex items-start gap-2.5 text-sm">
                <input
                  type="radio"
                  name="role"
                  aria-label={t(`role.${role}`)}
                  className="mt-1 size-4 accent-brand"
                  checked={value.role === role}
                  onChange={() => onChange({ role, locations: role === "owner" ? null : value.locations })}
                />
                <span>
                  <span className="block font-medium">{t(`role.${role}`)}</span>
                  <span className="block text-xs text-muted">{t(`people.roleHint.${role}`)}</span>
                </span>
              </label>
            ))}
        </div>
      </fieldset>
      {value.role !== "owner" && <Where value={value} problem={problem} onChange={onChange} />}
    </>
  );
}

function Where({ value, problem, onChange }: Omit<StandingFieldsProps, "roles">) {
  const { t } = useTranslation();
  const locations = useLocations();
  const chosen = value.locations;
  const toggle = (id: string) => {
    const held = chosen ?? [];
    onChange({ ...value, locations: held.includes(id) ? held.filter((each) => each !== id) : [...held, id] });
  };
  return (
    <fieldset>
      <legend className="text-sm font-medium">{t("people.where")}</legend>
      <div className="mt-1.5 flex flex-col gap-2 text-sm">
        {[true, false].map((all) => (
          <label key={String(all)} className="flex items-center gap-2.5">
            <input
              type="radio"
              name="where"
              className="size-4 accent-brand"
              checked={(chosen === null) === all}
              onChange={() => onChange({ ...value, locations: all ? null : [] })}
            />
            {t(all ? "people.everywhere" : "people.some")}
          </label>
        ))}
        {chosen !== null && (
          <div className="ml-6 flex flex-col gap-2">
            {!locations.data && <Skeleton className="h-5 w-40" />}
            {locations.data?.items.map(({ location_id, name }) => (
              <label key={location_id} className="flex items-center gap-2.5">
                <input
                  type="checkbox"
                  className="size-4 accent-brand"
                  checked={chosen.includes(location_id)}
                  onChange={() => toggle(location_id)}
                />
                {name}
              </label>
            ))}
          </div>
        )}
        {problem !== undefined && (
          <p role="alert" className="text-xs font-medium text-bad-text">
            {problem}
          </p>
        )}
      </div>
    </fieldset>
  );
}
