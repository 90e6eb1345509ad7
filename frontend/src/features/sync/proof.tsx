import { useShop } from "@/api/shop";
import type { LedgerProof } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { CopyButton } from "@/ui/copy-button";
import { Ago } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Banner, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/proof";
import { useAskForProof, useProof } from "./queries";

/** Whether the ledger adds up and is as it was written, and the way to prove it now. */
export function Proof() {
  const { t } = useTranslation();
  const format = useFormat();
  const viewer = useShop().data?.viewer;
  const mayAsk = viewer?.permissions.includes("write") === true && viewer.locations === null;
  const proof = useProof();
  const ask = useAskForProof();
  const isRunning = proof.data?.running !== null && proof.data?.running !== undefined;
  const rows = proof.data?.rows_done;
  return (
    <Card
      title={t("proof.title")}
      note={t("proof.note")}
      actions={
        mayAsk && (
          <Button small disabled={isRunning || ask.isPending} aria-busy={isRunning} onClick={() => ask.mutate()}>
            {!isRunning ? t("proof.now") : typeof rows === "number" ? t("proof.running", { rows: format.quantity(rows) }) : t("proof.starting")}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {proof.error && !proof.data && (
          <QueryError title={t("proof.error")} error={proof.error} onRetry={() => void proof.refetch()} />
        )}
        {ask.error && <QueryError title={t("proof.askError")} error={ask.error} />}
        {!proof.data && !proof.error && <Skeleton className="h-10" />}
        {proof.data && <Verdict proof={proof.data} />}
      </div>
    </Card>
  );
}

function Verdict({ proof }: { proof: LedgerProof }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (proof.state === "never") return <p className="text-sm">{t("proof.never")}</p>;
  if (proof.state === "failed") return <Banner tone="warn" title={t("proof.failed")} body={proof.error ?? ""} />;
  const count = proof.faults.length;
  const { movement = 0, fact = 0, explanation = 0 } = proof.sealed;
  return (
    <>
      {proof.state === "broken" ? (
        <Banner tone="bad" title={t("proof.broken", { count, n: format.quantity(count) })} body={t("proof.brokenBody")} />
      ) : (
        <p className="text-sm">{t("proof.sound")}</p>
      )}
      <p className="text-xs text-muted">
        {proof.proven_at !== null && (
          <>
            {t("proof.at")} <Ago at={proof.proven_at} />.{" "}
          </>
        )}
        {t("proof.rows", {
          movements: format.quantity(movement),
          facts: format.quantity(fact),
          explanations: format.quantity(explanation),
        })}
      </p>
      {count > 0 && (
        <ul aria-label={t("proof.faults")} className="flex flex-col gap-1 text-sm">
          {proof.faults.map(({ what, says }) => (
            <li key={`${what} ${says}`}>{says}</li>
          ))}
        </ul>
      )}
      <Heads heads={proof.heads} />
    </>
  );
}

const CHAINS = ["movement", "fact", "explanation"] as const;

function Heads({ heads }: { heads: LedgerProof["heads"] }) {
  const { t } = useTranslation();
  const lines = CHAINS.map((chain) => `${chain} ${heads[chain] ?? ""}`);
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-muted">{t("proof.heads")}</summary>
      <p className="mt-2 text-xs text-muted">{t("proof.headsNote")}</p>
      <pre className="mt-2 rounded-lg bg-sunken px-3 py-2 text-xs break-all whitespace-pre-wrap">{lines.join("\n")}</pre>
      <div className="mt-2">
        <CopyButton text={lines.join("\n")} label={t("proof.copy")} doneLabel={t("proof.copied")} />
      </div>
    </details>
  );
}
