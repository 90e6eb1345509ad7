/** Before anything is sent: every change with its arithmetic, checked against what is there by now. */
import { useMemo, useState } from "react";
import type { ChangeSetInput } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Delta, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Banner, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { type Draft, type Drafts, readyDrafts, rebase } from "./drafts";
import { useCheck, useSendChanges } from "./queries";
import { FIRST_WHY, ReasonFields, type Why } from "./reason-fields";

/** As many as a person reads; the others are counted. */
const SHOWN_MAX = 100;

export interface ReviewDialogProps {
  drafts: Drafts;
  onChange: (drafts: Drafts) => void;
  onSent: (changeSetId: string, keys: readonly string[]) => void;
  onClose: () => void;
}

type Ready = ReturnType<typeof readyDrafts>[number];

function bodyOf(ready: readonly Ready[], why: Why): ChangeSetInput {
  return {
    kind: "adjust",
    reason: why.reason,
    note: why.note.trim(),
    dry_run: false,
    lines: ready.map(({ draft, delta }) => ({
      inventory_item_id: draft.level.inventory_item_id,
      location_id: draft.level.location_id,
      name: "available",
      delta,
      expected: draft.seen,
    })),
  };
}

export function ReviewDialog({ drafts, onChange, onSent, onClose }: ReviewDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [why, setWhy] = useState(FIRST_WHY);
  const [round, setRound] = useState(0);
  const [intent, setIntent] = useState<{ key: string; text: string } | null>(null);
  const ready = readyDrafts(drafts);
  const check = useCheck(ready.length === 0 ? null : bodyOf(ready, why), round);
  const send = useSendChanges();
  const held = useMemo(() => {
    const lines = check.data?.lines ?? [];
    return new Map(lines.map((line) => [`${line.inventory_item_id} ${line.location_id}`, line.seen]));
  }, [check.data]);
  const movedKeys = ready.filter(({ key, draft }) => held.has(key) && held.get(key) !== draft.seen);
  const keep = (chosen: readonly Ready[], how: "result" | "difference") => {
    const next = new Map<string, Draft>(drafts);
    for (const { key, draft } of chosen) next.set(key, rebase(draft, held.get(key) ?? draft.seen, how));
    onChange(next);
  };
  const submit = () => {
    const body = bodyOf(ready, why);
    const text = JSON.stringify(body);
    // The same change sent again carries the same key, so it counts once.
    const key = intent?.text === text ? intent.key : newIntentKey();
    setIntent({ key, text });
    send.mutate(
      { key, body },
      {
        onSuccess: (made) => onSent(made.id, ready.map((each) => each.key)),
        // Most often a quantity has moved: what is there now is read again, and shown.
        onError: () => setRound((before) => before + 1),
      },
    );
  };
  const units = ready.reduce((sum, each) => sum + each.delta, 0);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("edit.title")}
      description={t("edit.body", { count: ready.length, units: format.delta(units) })}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            look="primary"
            disabled={send.isPending || !check.data || movedKeys.length > 0 || ready.length === 0}
            aria-busy={send.isPending}
            onClick={submit}
          >
            {t(send.isPending ? "edit.sending" : "edit.send")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {movedKeys.length > 0 && <MovedBanner moved={movedKeys} onKeep={keep} />}
        {send.error && <QueryError title={t("edit.sendFailed")} error={send.error} />}
        {check.error ? (
          <QueryError title={t("edit.checkFailed")} error={check.error} onRetry={() => void check.refetch()} />
        ) : check.isPending && ready.length > 0 ? (
          <div aria-busy="true" aria-label={t("edit.checking")} className="flex flex-col gap-2">
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
          </div>
        ) : (
          <Lines ready={ready} held={held} onKeep={keep} />
        )}
        <ReasonFields why={why} onChange={setWhy} />
      </div>
    </Dialog>
  );
}

interface MovedBannerProps {
  moved: readonly Ready[];
  onKeep: (chosen: readonly Ready[], how: "result" | "difference") => void;
}

function MovedBanner({ moved, onKeep }: MovedBannerProps) {
  const { t } = useTranslation();
  return (
    <Banner
      tone="warn"
      title={t("edit.movedTitle", { count: moved.length })}
      body={t("edit.movedBody")}
      action={
        <span className="flex flex-wrap gap-2">
          <Button small onClick={() => onKeep(moved, "result")}>
            {t("edit.keepAllResults")}
          </Button>
          <Button small onClick={() => onKeep(moved, "difference")}>
            {t("edit.keepAllDifferences")}
          </Button>
        </span>
      }
    />
  );
}

interface LinesProps {
  ready: readonly Ready[];
  held: ReadonlyMap<string, number>;
  onKeep: MovedBannerProps["onKeep"];
}

function Lines({ ready, held, onKeep }: LinesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="-mx-5">
      <Table label={t("edit.title")}>
        <thead>
          <tr>
            <Th>{t("edit.product")}</Th>
            <Th end>{t("edit.before")}</Th>
            <Th end>{t("edit.change")}</Th>
            <Th end>{t("edit.after")}</Th>
          </tr>
        </thead>
        <tbody>
          {ready.slice(0, SHOWN_MAX).map((each) => {
            const { key, draft, delta, after } = each;
            const now = held.get(key) ?? draft.seen;
            const moved = now !== draft.seen;
            return (
              <tr key={key}>
                <Td>
                  <span className="block font-medium">{draft.level.title}</span>
                  <span className="block text-xs text-muted">
                    {[draft.level.variant_title, draft.level.sku, draft.level.location_name].filter(Boolean).join(" · ")}
                  </span>
                  {moved && (
                    <span className="mt-1 flex flex-wrap items-center gap-2">
                      <span className="text-xs font-medium text-bad-text">
                        {t("edit.moved", { seen: format.quantity(draft.seen), held: format.quantity(now) })}
                      </span>
                      <Button small onClick={() => onKeep([each], "result")}>
                        {t("edit.keepResult", { after: format.quantity(after) })}
                      </Button>
                      <Button small onClick={() => onKeep([each], "difference")}>
                        {t("edit.keepDifference", { delta: format.delta(delta) })}
                      </Button>
                    </span>
                  )}
                </Td>
                <Td end>
                  <Quantity value={now} />
                </Td>
                <Td end>
                  <Delta value={delta} />
                </Td>
                <Td end>
                  <Quantity value={after} strong />
                  {after < 0 && <span className="block text-2xs text-bad-text">{t("edit.below")}</span>}
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      {ready.length > SHOWN_MAX && (
        <p className="px-5 pt-2 text-xs text-muted">{t("edit.firstRows", { count: SHOWN_MAX, total: format.quantity(ready.length) })}</p>
      )}
    </div>
  );
}
