import { useState } from "react";
import { useShop } from "@/api/shop";
import type { Order } from "@/api/types";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { Field, TextArea } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import { useComment } from "./queries";

/** What the people of the shop have said about an order. */
export function CommentsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const permissions = useShop().data?.viewer.permissions ?? [];
  const mayTalk = permissions.includes("buy") || permissions.includes("write");
  return (
    <Card flush title={t("buying.page.comments")} note={t("buying.page.commentsNote")}>
      {order.comments.length === 0 && <p className="px-4 pb-3 text-sm text-muted sm:px-5">{t("buying.page.commentsEmpty")}</p>}
      <ul aria-label={t("buying.page.comments")}>
        {order.comments.map((each) => (
          <li key={each.id} className="border-t border-line px-4 py-2.5 sm:px-5">
            <p className="text-sm break-words whitespace-pre-line">{each.words}</p>
            <p className="text-xs text-muted">
              <When at={each.at} /> · {actorWords({ actor: each.actor, cause: "receipt" })}
            </p>
          </li>
        ))}
      </ul>
      {mayTalk && <Say order={order} />}
    </Card>
  );
}

function Say({ order }: { order: Order }) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const comment = useComment(order.id);
  useUnsaved(words.trim() !== "");
  return (
    <form
      className="flex flex-col gap-2 border-t border-line px-4 py-3 sm:px-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== "") comment.mutate(words.trim(), { onSuccess: () => setWords("") });
      }}
    >
      <Field label={t("buying.page.comment")}>
        {(control) => <TextArea {...control} maxLength={4000} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      {comment.error && <QueryError title={t("buying.failed")} error={comment.error} />}
      <Button type="submit" className="self-end" disabled={words.trim() === "" || comment.isPending}>
        {t("buying.page.commentSend")}
      </Button>
    </form>
  );
}
