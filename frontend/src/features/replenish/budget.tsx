import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import { useShop } from "@/api/shop";
import { decimalOf } from "@/lib/decimal";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { type Chosen, NONE, choose } from "./chosen";
import { useBudget } from "./queries";

/** A sum of money: the lines it buys best are chosen. */
export function Budget({ onChoose }: { onChoose: (chosen: Chosen) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const currency = useShop().data?.currency ?? "";
  const [text, setText] = useState("");
  const budget = useBudget();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    budget.mutate(decimalOf(text), { onSuccess: ({ lines }) => onChoose(choose(NONE, lines, true)) });
  };
  const told = budget.data;
  const hint = told
    ? [
        t("replenish.budget.told", { count: told.lines.length, n: format.quantity(told.lines.length), cost: format.money(told.cost) }),
        t("replenish.budget.left", { n: format.quantity(told.left_out), money: format.money(told.at_risk_left) }),
      ].join("; ")
    : t("replenish.budget.hint");
  return (
    <form noValidate onSubmit={submit} className="flex w-full flex-wrap items-start gap-2 sm:w-auto">
      <Field label={`${t("replenish.budget.label")} (${currency})`} hint={hint} error={problemAt(budget.error, "money") ?? budget.error?.message} className="min-w-0 flex-1 sm:w-72 sm:flex-none">
        {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <Button type="submit" className="mt-6" disabled={text.trim() === "" || budget.isPending} aria-busy={budget.isPending}>
        {t("replenish.budget.choose")}
      </Button>
    </form>
  );
}
