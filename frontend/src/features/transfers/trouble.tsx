import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useShop } from "@/api/shop";
import type { Transfer } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { QueryError } from "@/ui/query-error";
import { Banner } from "@/ui/states";
import { useTranslation } from "@/words";
import { transferWords } from "@/words/transfers";
import { useAct } from "./queries";

const WHY = transferWords.transfers.why;

function isExplained(code: string): code is keyof typeof WHY {
  return code in WHY;
}

/** A step that waits for a person: Shopify's words, ours, and what can be done. */
export function TroubleBanner({ transfer, trouble }: { transfer: Transfer; trouble: NonNullable<Transfer["trouble"]> }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const navigate = useNavigate();
  const act = useAct(transfer);
  const [asking, setAsking] = useState(false);
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const isUnknown = trouble.state === "unknown";
  const isDraft = transfer.gid === null;
  const step = t(`transfers.step.${trouble.kind}`);
  const putAside = () =>
    act.mutate("put-aside", {
      onSuccess: () => {
        setAsking(false);
        showSuccess(t("transfers.trouble.asideDone"));
        if (isDraft) void navigate("/transfers");
      },
    });
  return (
    <>
      <Banner
        tone="bad"
        icon={<CircleAlert aria-hidden className="size-5 shrink-0" />}
        title={t(isUnknown ? "transfers.trouble.unknown" : "transfers.trouble.refused", { step })}
        body={
          <>
            <span className="block">{trouble.message}</span>
            <span className="block">
              {isUnknown ? t("transfers.trouble.unknownBody") : t(`transfers.why.${isExplained(trouble.code) ? trouble.code : "other"}`)}
            </span>
          </>
        }
        action={
          mayWrite && (
            <span className="flex flex-wrap gap-2">
              <Button small disabled={act.isPending} onClick={() => setAsking(true)}>
                {t("transfers.trouble.putAside")}
              </Button>
              <Button small disabled={act.isPending} onClick={() => act.mutate("try-again")}>
                {t("transfers.trouble.tryAgain")}
              </Button>
            </span>
          )
        }
      />
      {act.error && !asking && <QueryError title={t("transfers.failed")} error={act.error} />}
      {asking && (
        <Confirm
          open
          title={t("transfers.trouble.asideTitle")}
          body={isDraft ? t("transfers.trouble.asideDraftBody") : t("transfers.trouble.asideBody")}
          confirm={t("transfers.trouble.putAside")}
          cancel={t("common.cancel")}
          busy={act.isPending}
          error={act.error && <QueryError title={t("transfers.failed")} error={act.error} />}
          onConfirm={putAside}
          onCancel={() => setAsking(false)}
        />
      )}
    </>
  );
}
