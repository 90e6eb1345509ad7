/** The filter as a form: conditions and groups of them, each joined by "all" or "any". */
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Dialog } from "@/ui/dialog";
import { Segmented } from "@/ui/segmented";
import { useTranslation } from "@/words";
import { ConditionFields } from "./condition";
import { CONDITIONS_MAX, DEPTH_MAX, type Group, type Part, countConditions, freshCondition, isGroup, isReady } from "./expression";

export interface FilterDialogProps {
  filter: Group | null;
  onApply: (filter: Group | null) => void;
  onClose: () => void;
}

const EMPTY: Group = { join: "all", parts: [] };

export function FilterDialog({ filter, onApply, onClose }: FilterDialogProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Group>(filter ?? { ...EMPTY, parts: [freshCondition("available")] });
  const [tried, setTried] = useState(false);
  const count = countConditions(draft);
  const apply = () => {
    setTried(true);
    const kept = withoutEmptyGroups(draft);
    if (kept && !isReady(kept)) return;
    onApply(kept);
    onClose();
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("filter.title")}
      description={t("filter.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={() => setDraft(EMPTY)} disabled={count === 0}>
            {t("filter.clear")}
          </Button>
          <Button look="primary" onClick={apply}>
            {t("filter.apply")}
          </Button>
        </>
      }
    >
      <GroupFields group={draft} depth={1} full={count >= CONDITIONS_MAX} tried={tried} onChange={setDraft} />
      {count >= CONDITIONS_MAX && <p className="mt-2 text-xs text-muted">{t("filter.full", { count: CONDITIONS_MAX })}</p>}
    </Dialog>
  );
}

function withoutEmptyGroups(group: Group): Group | null {
  const parts = group.parts.flatMap((part): Part[] => {
    if (!isGroup(part)) return [part];
    const kept = withoutEmptyGroups(part);
    return kept ? [kept] : [];
  });
  return parts.length === 0 ? null : { ...group, parts };
}

interface GroupFieldsProps {
  group: Group;
  depth: number;
  /** No condition more can be added anywhere. */
  full: boolean;
  tried: boolean;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}

function GroupFields({ group, depth, full, tried, onChange, onRemove }: GroupFieldsProps) {
  const { t } = useTranslation();
  const replace = (at: number, part: Part | null) =>
    onChange({ ...group, parts: group.parts.flatMap((each, index) => (index !== at ? [each] : part ? [part] : [])) });
  const add = (part: Part) => onChange({ ...group, parts: [...group.parts, part] });
  return (
    <fieldset className={classes("flex min-w-0 flex-col gap-3", depth > 1 && "rounded-xl border border-line bg-sunken p-3")}>
      <legend className="sr-only">{t("filter.match")}</legend>
      <div className="flex items-center justify-between gap-2">
        <div className="flex items-center gap-2 text-sm">
          <span className="text-muted">{t("filter.match")}</span>
          <Segmented
            label={t("filter.match")}
            value={group.join}
            options={[
              { value: "all", label: t("filter.all") },
              { value: "any", label: t("filter.any") },
            ]}
            onChange={(join) => onChange({ ...group, join })}
          />
        </div>
        {onRemove && (
          <IconButton label={t("filter.removeGroup")} onClick={onRemove}>
            <X aria-hidden className="size-4" />
          </IconButton>
        )}
      </div>
      {group.parts.length === 0 && <p className="text-sm text-muted">{t("filter.empty")}</p>}
      {group.parts.map((part, at) =>
        isGroup(part) ? (
          // Parts have no name of their own; they only ever leave or change in place.
          // oxlint-disable-next-line react/no-array-index-key
          <GroupFields key={at} group={part} depth={depth + 1} full={full} tried={tried} onChange={(next) => replace(at, next)} onRemove={() => replace(at, null)} />
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <ConditionFields key={at} condition={part} tried={tried} onChange={(next) => replace(at, next)} onRemove={() => replace(at, null)} />
        ),
      )}
      <div className="flex flex-wrap gap-2">
        <Button small disabled={full} icon={<Plus aria-hidden className="size-3.5" />} onClick={() => add(freshCondition("title"))}>
          {t("filter.add")}
        </Button>
        {depth < DEPTH_MAX && (
          <Button
            small
            disabled={full}
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => add({ join: group.join === "all" ? "any" : "all", parts: [freshCondition("title")] })}
          >
            {t("filter.addGroup")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
