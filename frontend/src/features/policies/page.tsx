import { Pencil, Plus, Scale, Trash2 } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { Policy } from "@/api/types";
import { useHost } from "@/host/host-context";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { type TFunction, useTranslation } from "@/words";
import "@/words/policies";
import { Changes } from "./changes";
import { NUMBERS } from "./fields";
import { FileCard } from "./file-card";
import { type Kind, usePolicies, useRemovePolicy } from "./queries";
import { RuleDialog } from "./rule-dialog";

const VIEWS = ["all", "shop", "vendor", "type", "item"] as const;
const DAYS = new Set<string>(["lead_days", "lead_deviation_days", "review_days", "shelf_life_days"]);
const PERCENTS = new Set<string>(["service_percent", "holding_percent"]);
const SUMS = new Set<string>(["order_cost", "budget"]);

/** What the shop wants of its stock: rules, of which the nearest wins. */
export function PoliciesPage() {
  const { t } = useTranslation();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const [parameters, setParameters] = useSearchParams();
  const items = (parameters.get("items") ?? "").split(",").filter((number) => /^\d+$/.test(number));
  const [editing, setEditing] = useState<Policy | "new" | null>(items.length > 0 ? "new" : null);
  const close = () => {
    setEditing(null);
    setParameters({}, { replace: true });
  };
  return (
    <Page
      title={t("policies.title")}
      subtitle={t("policies.subtitle")}
      back={{ to: "/replenish", label: t("policies.back") }}
      commands={[{ label: t("policies.replay"), onPress: { to: "/replay" } }, ...(mayBuy ? [{ label: t("policies.make"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: () => setEditing("new") }] : [])]}
    >
      <p className="max-w-3xl text-sm text-muted">{t("policies.nearest", { standard: t("policies.standard") })}</p>
      <Rules mayBuy={mayBuy} onEdit={setEditing} />
      {mayBuy && <FileCard />}
      <Changes mayBuy={mayBuy} />
      {editing !== null && mayBuy && <RuleDialog policy={editing === "new" ? null : editing} items={editing === "new" ? items : []} onClose={close} />}
    </Page>
  );
}

function Rules({ mayBuy, onEdit }: { mayBuy: boolean; onEdit: (policy: Policy) => void }) {
  const { t } = useTranslation();
  const [view, setView] = useState<(typeof VIEWS)[number]>("all");
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 250);
  const policies = usePolicies(view === "all" ? null : (view satisfies Kind), search);
  const rows = policies.data?.pages.flatMap((page) => page.items) ?? [];
  const isNarrowed = search !== "" || view !== "all";
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segmented label={t("policies.kinds")} value={view} options={VIEWS.map((value) => ({ value, label: t(`policies.kind.${value}`) }))} onChange={setView} />
        <Input
          type="search"
          aria-label={t("policies.search")}
          placeholder={t("policies.search")}
          className="sm:max-w-64"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {policies.error && !policies.data ? (
        <QueryError title={t("policies.errorTitle")} error={policies.error} onRetry={() => void policies.refetch()} />
      ) : policies.data ? (
        <Card flush>
          {rows.length === 0 && (
            <EmptyState
              icon={<Scale className="size-5" />}
              title={isNarrowed ? t("policies.emptyFound") : t("policies.empty")}
              body={isNarrowed ? t("policies.emptyFoundBody") : t("policies.emptyBody")}
            />
          )}
          <ul aria-label={t("policies.list")}>
            {rows.map((policy) => (
              <Row key={policy.id} policy={policy} mayBuy={mayBuy} onEdit={() => onEdit(policy)} />
            ))}
          </ul>
          {policies.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={policies.isFetchingNextPage} onClick={() => void policies.fetchNextPage()}>
                {t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      ) : (
        <Skeleton className="h-48 w-full rounded-xl" />
      )}
    </>
  );
}

function Row({ policy, mayBuy, onEdit }: { policy: Policy; mayBuy: boolean; onEdit: () => void }) {
  const { t } = useTranslation();
  const whom = useWhom(policy);
  const says = useSayings(policy);
  return (
    <li className="flex items-start justify-between gap-3 border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <div className="min-w-0">
        <p className="text-sm break-words">
          <span className="font-medium">{whom}</span>{" "}
          <span className="text-muted">{policy.location_name === "" ? t("policies.everywhere") : t("policies.at", { place: policy.location_name })}</span>
        </p>
        <p className="mt-1 flex flex-wrap gap-1.5">
          {says.map((saying) => (
            <Badge key={saying}>{saying}</Badge>
          ))}
        </p>
      </div>
      {mayBuy && (
        <span className="-mr-2 flex shrink-0">
          <IconButton label={t("policies.edit", { whom })} onClick={onEdit}>
            <Pencil aria-hidden className="size-4" />
          </IconButton>
          <Remove policy={policy} whom={whom} />
        </span>
      )}
    </li>
  );
}

function Remove({ policy, whom }: { policy: Policy; whom: string }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const remove = useRemovePolicy();
  const [isAsking, setIsAsking] = useState(false);
  const confirm = () =>
    remove.mutate(policy.id, {
      onSuccess: () => {
        showSuccess(t("policies.removed"));
        setIsAsking(false);
      },
    });
  return (
    <>
      <IconButton label={t("policies.remove", { whom })} onClick={() => setIsAsking(true)}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
      <Confirm
        open={isAsking}
        title={t("policies.removeTitle")}
        body={t("policies.removeBody")}
        confirm={t("policies.removeIt")}
        cancel={t("common.cancel")}
        busy={remove.isPending}
        error={remove.error && <QueryError title={t("policies.failed")} error={remove.error} />}
        onConfirm={confirm}
        onCancel={() => setIsAsking(false)}
      />
    </>
  );
}

function useWhom(policy: Policy): string {
  const { t } = useTranslation();
  const name = policy.applies_to === "item" ? [policy.title, policy.variant_title].filter(Boolean).join(" · ") || policy.sku : policy.name;
  return t(`policies.whom.${policy.applies_to}`, { name });
}

/** What a rule says, field by field, in a few words each. */
function useSayings(policy: Policy): string[] {
  const { t } = useTranslation();
  const format = useFormat();
  const told: string[] = [];
  if (policy.is_ordered !== null) told.push(`${t("policies.short.is_ordered")}: ${policy.is_ordered ? t("policies.yes") : t("policies.no")}`);
  if (policy.goal !== null) told.push(`${t("policies.short.goal")}: ${t(`policies.goalShort.${policy.goal}`)}`);
  for (const name of NUMBERS) {
    const value = policy[name];
    if (value !== null) told.push(`${t(`policies.short.${name}`)}: ${valueOf(t, name, value, (amount) => format.money({ amount, currency: format.currency }))}`);
  }
  return told;
}

function valueOf(t: TFunction, name: string, value: number | string, money: (amount: string) => string): string {
  if (SUMS.has(name)) return money(String(value));
  const plain = String(Number(value));
  if (DAYS.has(name)) return t("policies.days", { n: plain });
  return PERCENTS.has(name) ? t("policies.percent", { n: plain }) : plain;
}
