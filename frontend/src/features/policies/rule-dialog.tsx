import { type FormEvent, useState } from "react";
import { useItemSearch } from "@/api/item-search";
import { ApiProblem, problemAt } from "@/api/problem";
import { useLocations, useShop } from "@/api/shop";
import type { Item, Policy, PolicyInput } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { ItemSuggestions } from "@/ui/stock/item-suggestions";
import { useTranslation } from "@/words";
import { DECIMAL, GOALS, NUMBERS, type Typed, fieldsOf, typedOf } from "./fields";
import { type Kind, useSetPolicies } from "./queries";

const KINDS = ["shop", "vendor", "type", "item"] as const satisfies readonly Kind[];
const IS_DECIMAL = new Set<string>(DECIMAL);

type Named = Pick<Item, "inventory_item_id" | "title" | "variant_title">;

export interface RuleDialogProps {
  /** The rule that is changed, null for a new one. */
  policy: Policy | null;
  /** Items that a new rule is for, each by its id; one that is empty asks for whom it is. */
  items: readonly string[];
  onClose: () => void;
}

/** What a rule says, or what many are to say of the items that were chosen. */
export function RuleDialog({ policy, items, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = items.length;
  const title = policy ? t("policies.form.editTitle") : count > 0 ? t("policies.form.bulkTitle", { count, n: format.quantity(count) }) : t("policies.form.newTitle");
  return (
    <Dialog open wide onClose={onClose} title={title} {...(count > 1 && { description: t("policies.form.bulkBody") })} closeLabel={t("common.close")}>
      <RuleForm policy={policy} items={items} onClose={onClose} />
    </Dialog>
  );
}

function RuleForm({ policy, items, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const save = useSetPolicies();
  const [scope, setScope] = useState<Scope>(() => scopeOf(policy, items));
  const [typed, setTyped] = useState<Partial<Typed>>({});
  const values = { ...typedOf(policy), ...typed };
  const isChanged = Object.keys(typed).length > 0;
  useUnsaved(isChanged && !save.isSuccess);
  const set = <Name extends keyof Typed>(name: Name, value: Typed[Name]) => setTyped((now) => ({ ...now, [name]: value }));
  const wrong = (name: string) => problemAt(save.error, `rules.0.${name}`) ?? problemAt(save.error, `body.rules.0.${name}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(rulesOf(policy, items, scope, typed), {
      onSuccess: ({ changed }) => {
        showSuccess(items.length > 1 ? t("policies.savedMany", { count: changed, n: format.quantity(changed) }) : t("policies.saved"));
        onClose();
      },
    });
  };
  return (
    <form noValidate className="grid grid-cols-1 gap-4 sm:grid-cols-2" onSubmit={submit}>
      <ScopeFields scope={scope} isFixed={policy !== null} isForItems={items.length > 0} wrong={wrong} onChange={setScope} />
      <Field label={t("policies.field.is_ordered")} error={wrong("is_ordered")}>
        {(control) => (
          <Select {...control} value={values.is_ordered} onChange={(event) => set("is_ordered", event.target.value as Typed["is_ordered"])}>
            <option value="">{t("policies.form.inherit")}</option>
            <option value="yes">{t("policies.yes")}</option>
            <option value="no">{t("policies.no")}</option>
          </Select>
        )}
      </Field>
      <Field label={t("policies.field.goal")} error={wrong("goal")} hint={values.goal === "" ? undefined : t(`policies.goalHint.${values.goal}`)}>
        {(control) => (
          <Select {...control} value={values.goal} onChange={(event) => set("goal", event.target.value as Typed["goal"])}>
            <option value="">{t("policies.form.inherit")}</option>
            {GOALS.map((goal) => (
              <option key={goal} value={goal}>
                {t(`policies.goal.${goal}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Numbers values={values} wrong={wrong} onSet={set} />
      {save.error && !isShown(save.error) && (
        <div className="sm:col-span-2">
          <QueryError title={t("policies.failed")} error={save.error} />
        </div>
      )}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3 sm:col-span-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={!isChanged || !isWhole(scope, items) || save.isPending} aria-busy={save.isPending}>
          {t("policies.form.save")}
        </Button>
      </div>
    </form>
  );
}

function Numbers({ values, wrong, onSet }: { values: Typed; wrong: (name: string) => string | undefined; onSet: (name: (typeof NUMBERS)[number], value: string) => void }) {
  const { t } = useTranslation();
  const currency = useShop().data?.currency ?? "";
  return NUMBERS.map((name) => (
    <Field key={name} label={t(`policies.field.${name}`, { currency })} error={wrong(name)}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          inputMode={IS_DECIMAL.has(name) ? "decimal" : "numeric"}
          maxLength={16}
          value={values[name]}
          onChange={(event) => onSet(name, IS_DECIMAL.has(name) ? event.target.value : event.target.value.replaceAll(/\D/g, "").slice(0, 8))}
        />
      )}
    </Field>
  ));
}

interface Scope {
  kind: Kind;
  name: string;
  item: Named | null;
  location: string;
}

interface ScopeFieldsProps {
  scope: Scope;
  isFixed: boolean;
  isForItems: boolean;
  wrong: (name: string) => string | undefined;
  onChange: (scope: Scope) => void;
}

/** Whom a rule is for; of a rule that is there it cannot be changed. */
function ScopeFields({ scope, isFixed, isForItems, wrong, onChange }: ScopeFieldsProps) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  const isNamed = scope.kind === "vendor" || scope.kind === "type";
  return (
    <>
      {!isForItems && (
        <Field label={t("policies.form.appliesTo")} error={wrong("applies_to")}>
          {(control) => (
            <Select {...control} disabled={isFixed} value={scope.kind} onChange={(event) => onChange({ ...scope, kind: event.target.value as Kind })}>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`policies.kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label={t("policies.form.location")} error={wrong("location_id")}>
        {(control) => (
          <Select {...control} disabled={isFixed} value={scope.location} onChange={(event) => onChange({ ...scope, location: event.target.value })}>
            <option value="">{t("policies.form.everywhere")}</option>
            {locations.map((location) => (
              <option key={location.location_id} value={location.location_id}>
                {location.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {!isForItems && isNamed && (
        <Field label={t("policies.form.name")} error={wrong("name")} className="sm:col-span-2">
          {(control) => <Input {...control} disabled={isFixed} maxLength={255} value={scope.name} onChange={(event) => onChange({ ...scope, name: event.target.value })} />}
        </Field>
      )}
      {!isForItems && scope.kind === "item" && <ItemField scope={scope} isFixed={isFixed} onChange={onChange} />}
    </>
  );
}

function ItemField({ scope, isFixed, onChange }: Pick<ScopeFieldsProps, "scope" | "isFixed" | "onChange">) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const found = useItemSearch(text);
  if (scope.item) {
    return (
      <p className="flex flex-wrap items-center justify-between gap-2 text-sm sm:col-span-2">
        <span className="min-w-0 font-medium break-words">{[scope.item.title, scope.item.variant_title].filter(Boolean).join(" · ")}</span>
        {!isFixed && (
          <Button small onClick={() => onChange({ ...scope, item: null })}>
            {t("policies.form.other")}
          </Button>
        )}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-2 sm:col-span-2">
      <Field label={t("policies.form.item")}>
        {(control) => <Input {...control} autoComplete="off" spellCheck={false} maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <ItemSuggestions text={text} found={found} onChoose={(item) => onChange({ ...scope, item })} />
    </div>
  );
}

function scopeOf(policy: Policy | null, items: readonly string[]): Scope {
  if (!policy) return { kind: items.length > 0 ? "item" : "shop", name: "", item: null, location: "" };
  const { inventory_item_id: id, title, variant_title } = policy;
  return { kind: policy.applies_to, name: policy.name, item: id === null ? null : { inventory_item_id: id, title, variant_title }, location: policy.location_id ?? "" };
}

function isWhole({ kind, name, item }: Scope, items: readonly string[]): boolean {
  if (items.length > 0 || kind === "shop") return true;
  return kind === "item" ? item !== null : name.trim() !== "";
}

function rulesOf(policy: Policy | null, items: readonly string[], { kind, name, item, location }: Scope, typed: Partial<Typed>): PolicyInput[] {
  const fields = { ...fieldsOf(typed), ...(location !== "" && { location_id: location }) };
  if (items.length > 0) return items.map((number) => ({ applies_to: "item", inventory_item_id: gidTail(number), ...fields }) as PolicyInput);
  const isNamed = kind === "vendor" || kind === "type";
  return [
    {
      applies_to: kind,
      ...(isNamed && { name }),
      ...(kind === "item" && item && { inventory_item_id: item.inventory_item_id }),
      ...(policy && { version: policy.version }),
      ...fields,
    } as PolicyInput,
  ];
}

/** Whether the refusal stands at a field already. */
function isShown(error: Error): boolean {
  return error instanceof ApiProblem && error.status === 422 && error.fields.every(({ field }) => field.startsWith("rules.0."));
}
