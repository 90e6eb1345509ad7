import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { type People, useLetIn } from "./queries";

/** Shopify's staff who were removed: an owner lets them in again. */
export function RemovedStaff({ people }: { people: People }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const letIn = useLetIn();
  if (people.removed.length === 0) return null;
  return (
    <Card title={t("people.removedStaff")} note={t("people.removedStaffNote")} flush>
      {letIn.error && (
        <div className="px-4 pb-3">
          <QueryError title={t("people.failed")} error={letIn.error} />
        </div>
      )}
      <ul aria-label={t("people.removedStaff")} className="border-t border-line">
        {people.removed.map((person) => {
          const name = person.name || t("people.staff", { number: person.shopify_user ?? "" });
          return (
            <li key={person.id} className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3 text-sm last:border-0 sm:px-5">
              <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
              <span className="text-muted">{t(`role.${person.role}`)}</span>
              {people.may_let_in && (
                <Button
                  small
                  aria-label={`${t("people.letIn")}: ${name}`}
                  disabled={letIn.isPending}
                  onClick={() => letIn.mutate(person.id, { onSuccess: () => showSuccess(t("people.letInDone", { name })) })}
                >
                  {t("people.letIn")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
