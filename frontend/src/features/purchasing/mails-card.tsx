import type { Order } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";

type Mail = Order["mails"][number];
const TONES: Record<Mail["state"], Tone> = { sending: "warn", sent: "good", failed: "bad", not_set_up: "warn" };

/** Every mail to the supplier, the latest first, and what became of it. */
export function MailsCard({ mails }: { mails: Mail[] }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  return (
    <Card flush title={t("buying.page.mails")}>
      <ul aria-label={t("buying.page.mails")}>
        {mails.toReversed().map((mail) => (
          <li key={mail.id} className="border-t border-line px-4 py-2.5 sm:px-5">
            <p className="flex flex-wrap items-start justify-between gap-2 text-sm">
              <span className="min-w-0 break-words">{mail.subject}</span>
              <Badge tone={TONES[mail.state]}>{t(`buying.page.mail.${mail.state}`)}</Badge>
            </p>
            <p className="text-xs break-words text-muted">
              {t("buying.page.mailTo", { to: mail.recipient })} · {mail.attachments.join(", ")}
            </p>
            <p className="text-xs text-muted">
              <When at={mail.at} /> · {actorWords({ actor: mail.actor, cause: "receipt" })}
            </p>
            {mail.problem !== "" && <p className="text-xs text-bad-text">{mail.problem}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
