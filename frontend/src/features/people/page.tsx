import { Mail, ScrollText, UserPlus } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useLocations } from "@/api/shop";
import { useHost } from "@/host/host-context";
import { readConfig } from "@/lib/config";
import { Badge } from "@/ui/badge";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Ago } from "@/ui/display";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/people";
import { ChangeDialog, InviteDialog, LinkDialog } from "./dialogs";
import { Invitations } from "./invitations";
import { RemovedStaff } from "./removed";
import { SignInRules } from "./sign-in-rules";
import { type LinkAnswer, type People, type Person, useAllowReset, useForgetPasskeys, usePeople, useRemovePerson } from "./queries";

export function PeoplePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const people = usePeople();
  const [inviting, setInviting] = useState(false);
  const { apiUrl, environment } = readConfig();
  // A development installation keeps its mails on a page of its api.
  const outbox = environment === "development" ? `${apiUrl}/outbox` : null;
  return (
    <Page
      title={t("people.title")}
      subtitle={t("people.subtitle")}
      actions={
        outbox && (
          <a href={outbox} className={buttonClasses()}>
            <Mail aria-hidden className="size-4" />
            {t("people.outbox")}
          </a>
        )
      }
      commands={[
        {
          label: t("people.log"),
          icon: <ScrollText aria-hidden className="size-4" />,
          onPress: () => void navigate("/people/log"),
        },
        {
          label: t("people.invite"),
          icon: <UserPlus aria-hidden className="size-4" />,
          primary: true,
          disabled: !people.data,
          onPress: () => setInviting(true),
        },
      ]}
    >
      {people.error && !people.data && (
        <QueryError title={t("people.errorTitle")} error={people.error} onRetry={() => void people.refetch()} />
      )}
      {people.data ? <Everybody people={people.data} /> : !people.error && <Skeleton className="h-64 w-full rounded-xl" />}
      {people.data && people.data.invitations.length > 0 && <Invitations invitations={people.data.invitations} />}
      {people.data && <RemovedStaff people={people.data} />}
      {people.data && <SignInRules people={people.data} />}
      {inviting && people.data && <InviteDialog people={people.data} onClose={() => setInviting(false)} />}
    </Page>
  );
}

function useNameOf() {
  const { t } = useTranslation();
  return (person: Person) => person.name || person.email || t("people.staff", { number: person.shopify_user ?? "" });
}

function Everybody({ people }: { people: People }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const reset = useAllowReset();
  const [changing, setChanging] = useState<Person | null>(null);
  const [removing, setRemoving] = useState<Person | null>(null);
  const [forgetting, setForgetting] = useState<Person | null>(null);
  const [link, setLink] = useState<LinkAnswer | null>(null);
  const { showSuccess } = useHost();
  const mayGive = new Set(people.roles.filter(({ may_give }) => may_give).map(({ role }) => role));
  const allowReset = (person: Person) =>
    reset.mutate(person.id, {
      onSuccess: (answer) => (answer.mailed ? showSuccess(t("people.mailed", { email: answer.email })) : setLink(answer)),
    });
  return (
    <Card title={t("people.list")} flush>
      {reset.error && (
        <div className="px-4 pb-3">
          <QueryError title={t("people.failed")} error={reset.error} />
        </div>
      )}
      <ul aria-label={t("people.list")} className="border-t border-line">
        {people.items.map((person) => (
          <li key={person.id} className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0 sm:px-5">
            <span className="min-w-0 flex-1 basis-56">
              <span className="flex items-center gap-2 text-sm font-medium">
                <span className="truncate">{nameOf(person)}</span>
                {person.is_you && <Badge>{t("people.you")}</Badge>}
              </span>
              <span className="block truncate text-xs text-muted">{person.email ?? t("people.staff", { number: person.shopify_user ?? "" })}</span>
            </span>
            <span className="basis-40 text-sm">
              {t(`role.${person.role}`)}
              <Where locations={person.locations} />
            </span>
            <span className="basis-28 text-xs text-muted">
              {t("people.lastSeen")}{" "}
              {person.last_seen_at === null ? t("people.never") : <Ago at={person.last_seen_at} />}
            </span>
            {mayGive.has(person.role) && (
              <span className="flex flex-wrap gap-1">
                <Button small aria-label={`${t("people.change")}: ${nameOf(person)}`} onClick={() => setChanging(person)}>
                  {t("people.change")}
                </Button>
                {person.kind === "invited" && (
                  <Button small look="quiet" disabled={reset.isPending} onClick={() => allowReset(person)}>
                    {t("people.resetLink")}
                  </Button>
                )}
                {person.kind === "invited" && people.may_let_in && (
                  <Button small look="quiet" aria-label={`${t("people.forget")}: ${nameOf(person)}`} onClick={() => setForgetting(person)}>
                    {t("people.forget")}
                  </Button>
                )}
                <Button small look="quiet" aria-label={`${t("people.remove")}: ${nameOf(person)}`} onClick={() => setRemoving(person)}>
                  {t("people.remove")}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {changing && (
        <ChangeDialog people={people} person={changing} name={nameOf(changing)} onClose={() => setChanging(null)} />
      )}
      {removing && <RemovePerson person={removing} name={nameOf(removing)} onClose={() => setRemoving(null)} />}
      {forgetting && <ForgetPasskeys person={forgetting} name={nameOf(forgetting)} onClose={() => setForgetting(null)} />}
      {link && <LinkDialog answer={link} onClose={() => setLink(null)} />}
    </Card>
  );
}

/** The names of the locations somebody works with. */
export function Where({ locations }: { locations: string[] | null }) {
  const { t } = useTranslation();
  const known = useLocations().data?.items;
  const names = locations?.map((id) => known?.find((each) => each.location_id === id)?.name ?? "…").join(", ");
  return <span className="block text-xs text-muted">{names ?? t("people.everywhere")}</span>;
}

function RemovePerson({ person, name, onClose }: { person: Person; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const remove = useRemovePerson();
  return (
    <Confirm
      open
      title={t("people.removeTitle", { name })}
      body={t("people.removeBody")}
      confirm={t("people.removeConfirm")}
      cancel={t("common.cancel")}
      busy={remove.isPending}
      error={
        remove.error && (
          <div className="mt-3">
            <QueryError title={t("people.failed")} error={remove.error} />
          </div>
        )
      }
      onCancel={onClose}
      onConfirm={() =>
        remove.mutate(person.id, {
          onSuccess: () => {
            showSuccess(t("people.removed", { name }));
            onClose();
          },
        })
      }
    />
  );
}

function ForgetPasskeys({ person, name, onClose }: { person: Person; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const forget = useForgetPasskeys();
  return (
    <Confirm
      open
      title={t("people.forgetTitle", { name })}
      body={t("people.forgetBody")}
      confirm={t("people.forgetConfirm")}
      cancel={t("common.cancel")}
      busy={forget.isPending}
      error={
        forget.error && (
          <div className="mt-3">
            <QueryError title={t("people.failed")} error={forget.error} />
          </div>
        )
      }
      onCancel={onClose}
      onConfirm={() =>
        forget.mutate(person.id, {
          onSuccess: () => {
            showSuccess(t("people.forgotten", { name }));
            onClose();
          },
        })
      }
    />
  );
}
