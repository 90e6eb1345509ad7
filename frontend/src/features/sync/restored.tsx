import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { Recovery } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/restored";
import { useConfirmRestore, useRecovery } from "./queries";

/** What was found after the data came out of a backup; an owner says that it may go on. */
export function Restored() {
  const { t } = useTranslation();
  const since = useShop().data?.safe_since;
  const isSafe = since !== undefined && since !== null;
  const recovery = useRecovery(isSafe);
  if (!isSafe) return null;
  if (recovery.error && !recovery.data) {
    return (
      <QueryError title={t("restored.error")} error={recovery.error} onRetry={() => void recovery.refetch()} />
    );
  }
  if (!recovery.data) return <Skeleton className="h-40 w-full rounded-xl" />;
  const found = recovery.data.recovery;
  return found && <Found found={found} />;
}

function Found({ found }: { found: Recovery }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const viewer = useShop().data?.viewer;
  const mayConfirm = viewer?.role === "owner" && viewer.locations === null;
  return (
    <Card title={t("restored.title")} note={t("restored.note")}>
      <div className="flex flex-col gap-4 text-sm">
        <p>
          {found.made_at === null ? t("restored.unknownMoment") : t("restored.moment")}{" "}
          {found.made_at !== null && <When at={found.made_at} />}
        </p>
        {found.state === "reading" ? <p role="status">{t("restored.reading")}</p> : <Figures found={found} />}
        <GivenUp found={found} />
        {found.state === "waits" && !mayConfirm && <p className="text-muted">{t("restored.ownersOnly")}</p>}
        {found.state === "waits" && mayConfirm && (
          <div>
            <Button look="primary" onClick={() => setAsking(true)}>
              {t("restored.confirm")}
            </Button>
          </div>
        )}
      </div>
      {isAsking && <Ask onClose={() => setAsking(false)} />}
    </Card>
  );
}

function Figures({ found }: { found: Recovery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { levels_different: different, units_different: units, levels } = found;
  return (
    <p role="status" className="text-base font-semibold">
      {different === 0
        ? t("restored.equal", { count: levels, n: format.quantity(levels) })
        : t("restored.differed", {
            count: units,
            different: format.quantity(different),
            levels: format.quantity(levels),
            units: format.quantity(units),
          })}
    </p>
  );
}

const KINDS = ["lines", "transfer_steps", "imports", "stocktakes"] as const;

/** What was on its way and is not sent any more, with where it is looked at. */
function GivenUp({ found }: { found: Recovery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const given = found.given_up;
  const kinds = KINDS.filter((kind) => given !== null && given[kind] > 0);
  if (given === null) return null;
  if (kinds.length === 0) return <p className="text-muted">{t("restored.nothingGivenUp")}</p>;
  return (
    <div>
      <p className="font-medium">{t("restored.givenUp")}</p>
      <ul className="mt-1 flex flex-col gap-1">
        {kinds.map((kind) => (
          <li key={kind} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {t(`restored.kind.${kind}`, { count: given[kind], n: format.quantity(given[kind]) })}
            <Link to={PAGES[kind]} className={buttonClasses("plain", true)}>
              {t(`restored.look.${kind}`)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

const PAGES = {
  lines: "/changes?view=stuck",
  transfer_steps: "/transfers?view=stuck",
  imports: "/imports",
  stocktakes: "/stocktakes",
} as const;

function Ask({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const confirm = useConfirmRestore();
  return (
    <Confirm
      open
      title={t("restored.ask.title")}
      body={t("restored.ask.body")}
      confirm={t("restored.ask.confirm")}
      cancel={t("common.cancel")}
      busy={confirm.isPending}
      error={
        confirm.error && (
          <div className="mt-3">
            <QueryError title={t("restored.ask.error")} error={confirm.error} />
          </div>
        )
      }
      onCancel={onClose}
      onConfirm={() =>
        confirm.mutate(undefined, {
          onSuccess: () => {
            showSuccess(t("restored.ask.done"));
            onClose();
          },
        })
      }
    />
  );
}
