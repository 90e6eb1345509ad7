import { useState } from "react";
import { useShop } from "@/api/shop";
import type { Replay, ReplayFigures } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useApplyReplay } from "./queries";
import { useScopeName } from "./scope";
import { COLOURS, HABITS, type Habit, isBeaten } from "./ways";

interface FiguresTableProps {
  replay: Replay;
  outcome: NonNullable<Replay["outcome"]>;
  currency: string;
  applicable: readonly Habit[];
}

/** Every figure, what happened first; a way that a rule can state can be put to use. */
export function FiguresTable({ replay, outcome, currency, applicable }: FiguresTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const [chosen, setChosen] = useState<ReplayFigures | null>(null);
  const levelOf = useLevel();
  const rows = HABITS.flatMap((habit) => outcome.figures.filter((each) => each.habit === habit));
  const share = (value: number | null) => (value === null ? "–" : format.percent(value));
  const money = (amount: number) => <span className="tnum whitespace-nowrap">{format.wholeMoney({ amount: String(amount), currency })}</span>;
  const { happened } = outcome;
  return (
    <>
      <Table label={t("replay.table")}>
        <thead>
          <tr>
            <Th>{t("replay.way")}</Th>
            <Th end>{t("replay.level")}</Th>
            <Th end>{t("replay.fill")}</Th>
            <Th end>{t("replay.held")}</Th>
            <Th end>{t("replay.most")}</Th>
            <Th end>{t("replay.out")}</Th>
            <Th end>{t("replay.cycle")}</Th>
            <Th end>{t("replay.orders")}</Th>
            <Th end>{t("replay.lost")}</Th>
            <Th>
              <span className="sr-only">{t("replay.use")}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          <tr className="bg-sunken">
            <Td className="font-medium">{t("replay.happened")}</Td>
            {happened ? (
              <>
                <Td end>–</Td>
                <Td end>{share(happened.asked > 0 ? 1 - happened.lost / happened.asked : null)}</Td>
                <Td end>{money(happened.mean_held)}</Td>
                <Td end>{money(happened.most_held)}</Td>
                <Td end>{share(happened.days_out)}</Td>
                <Td end>–</Td>
                <Td end>{happened.receipts === null ? "–" : <Quantity value={happened.receipts} />}</Td>
                <Td end>
                  <Quantity value={happened.lost} />
                </Td>
                <Td />
              </>
            ) : (
              <Td colSpan={9} className="text-muted">
                {t("replay.unknown")}
              </Td>
            )}
          </tr>
          {rows.map((each) => (
            <tr key={`${each.habit} ${each.level}`}>
              <Td>
                <span className="inline-flex items-center gap-2">
                  <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: COLOURS[each.habit] }} />
                  <span className="whitespace-nowrap" title={t(`replay.about.${each.habit}`)}>
                    {t(`replay.habit.${each.habit}`)}
                  </span>
                </span>
              </Td>
              <Td end className="whitespace-nowrap">
                {levelOf(each)}
              </Td>
              <Td end className="tnum font-semibold">
                {share(each.fill_rate)}
              </Td>
              <Td end>{money(each.mean_held)}</Td>
              <Td end>{money(each.most_held)}</Td>
              <Td end className="tnum">
                {share(each.days_out)}
              </Td>
              <Td end className="tnum">
                {share(each.cycle_service)}
              </Td>
              <Td end>
                <Quantity value={each.orders} />
              </Td>
              <Td end>
                <Quantity value={each.lost} />
              </Td>
              <Td end>
                {replay.applied?.habit === each.habit && replay.applied.level === each.level && replay.applied_at ? (
                  <Badge tone="good">{t("replay.applied", { when: format.shortDay(replay.applied_at) })}</Badge>
                ) : mayBuy && applicable.includes(each.habit) ? (
                  <Button small look={isBeaten(each, outcome.figures) ? "plain" : "primary"} aria-label={`${t("replay.use")}: ${t(`replay.habit.${each.habit}`)}, ${levelOf(each)}`} onClick={() => setChosen(each)}>
                    {t("replay.use")}
                  </Button>
                ) : null}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {chosen && <Use replay={replay} chosen={chosen} level={levelOf(chosen)} onClose={() => setChosen(null)} />}
    </>
  );
}

function Use({ replay, chosen, level, onClose }: { replay: Replay; chosen: ReplayFigures; level: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const apply = useApplyReplay(replay.id);
  const scope = useScopeName()(replay);
  return (
    <Confirm
      open
      title={t("replay.useTitle")}
      body={t("replay.useBody", { scope, level, way: t(`replay.habit.${chosen.habit}`) })}
      confirm={t("replay.use")}
      cancel={t("replay.keep")}
      busy={apply.isPending}
      error={apply.error && <QueryError title={t("replay.useFailed")} error={apply.error} />}
      onCancel={onClose}
      onConfirm={() =>
        apply.mutate(
          { habit: chosen.habit, level: chosen.level },
          {
            onSuccess: () => {
              onClose();
              showSuccess(t("replay.used"));
            },
          },
        )
      }
    />
  );
}

/** A level in words: a share, days, or times the mean; the rules have their own. */
function useLevel(): (each: ReplayFigures) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ habit, level }) => {
    if (habit === "rules") return "–";
    if (habit === "cover") return t("replay.days", { count: level, n: format.quantity(level) });
    if (habit === "mean") return t("replay.times", { n: new Intl.NumberFormat(format.locale).format(level) });
    return format.percent(level);
  };
}
