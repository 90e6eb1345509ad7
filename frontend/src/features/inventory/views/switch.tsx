import { Bookmark } from "lucide-react";
import { IconButton } from "@/ui/button";
import { Select } from "@/ui/field";
import { useTranslation } from "@/words";
import { useSavedViews } from "./queries";
import { FIRST_VIEW, type View, isSame, viewOf } from "./view";

export interface ViewSwitchProps {
  view: View;
  change: (patch: Partial<View>) => void;
  onManage: () => void;
}

/** Which saved view is shown, and whether it has been changed since. */
export function ViewSwitch({ view, change, onManage }: ViewSwitchProps) {
  const { t } = useTranslation();
  const views = useSavedViews().data?.items ?? [];
  const open = views.find((each) => each.view_id === view.savedAs);
  const isChanged = open !== undefined && !isSame(viewOf(open.state.parameters, open.view_id), view);
  const choose = (id: string) => {
    const chosen = views.find((each) => each.view_id === id);
    change(chosen ? viewOf(chosen.state.parameters, chosen.view_id) : { ...FIRST_VIEW, savedAs: views.some((each) => each.is_default) ? "all" : null });
  };
  const groups = [
    { label: t("views.mine"), of: views.filter((each) => each.is_mine) },
    { label: t("views.shared"), of: views.filter((each) => !each.is_mine) },
  ];
  return (
    <div className="flex items-center gap-2">
      <Select aria-label={t("views.label")} className="w-56 max-w-full" value={open?.view_id ?? "all"} onChange={(event) => choose(event.target.value)}>
        <option value="all">{t("views.all")}</option>
        {groups.map(
          ({ label, of }) =>
            of.length > 0 && (
              <optgroup key={label} label={label}>
                {of.map((each) => (
                  <option key={each.view_id} value={each.view_id}>
                    {isChanged && each === open ? t("views.changed", { name: each.name }) : each.name}
                  </option>
                ))}
              </optgroup>
            ),
        )}
      </Select>
      <IconButton look="plain" label={t("views.manage")} onClick={onManage}>
        <Bookmark aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
