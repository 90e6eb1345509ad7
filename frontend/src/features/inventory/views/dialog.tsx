/** Saved views: save this one, rename, share, open first, remove. */
import { Star, Trash2, Users } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { SavedView } from "@/api/types";
import { useUnsaved } from "@/lib/unsaved";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { useSavedViews, useViewActions } from "./queries";
import { type View, isSame, keptOf, viewOf } from "./view";

export interface ViewsDialogProps {
  view: View;
  mayShare: boolean;
  change: (patch: Partial<View>) => void;
  onSuccess: (message: string) => void;
  onClose: () => void;
}

export function ViewsDialog({ view, mayShare, change, onSuccess, onClose }: ViewsDialogProps) {
  const { t } = useTranslation();
  const views = useSavedViews();
  const actions = useViewActions();
  const [removing, setRemoving] = useState<SavedView | null>(null);
  const items = views.data?.items ?? [];
  const open = items.find((each) => each.view_id === view.savedAs);
  const failure = actions.change.error ?? actions.choose.error;
  const remove = (chosen: SavedView) =>
    actions.remove.mutate(chosen.view_id, {
      onSuccess: () => {
        setRemoving(null);
        if (view.savedAs === chosen.view_id) change({ savedAs: null });
        onSuccess(t("views.removed", { name: chosen.name }));
      },
    });
  return (
    <Dialog open onClose={onClose} title={t("views.title")} description={t("views.body")} closeLabel={t("common.close")}>
      <div className="flex flex-col gap-5">
        {open?.may_change && !isSame(viewOf(open.state.parameters, open.view_id), view) && (
          <Button
            look="primary"
            onClick={() =>
              actions.change.mutate(
                { id: open.view_id, change: { state: { parameters: keptOf(view) } } },
                { onSuccess: () => onSuccess(t("views.saved", { name: open.name })) },
              )
            }
          >
            {t("views.update", { name: open.name })}
          </Button>
        )}
        <SaveForm
          mayShare={mayShare}
          save={actions.save}
          state={{ parameters: keptOf(view) }}
          onSaved={(made) => {
            change({ savedAs: made.view_id });
            onSuccess(t("views.saved", { name: made.name }));
            onClose();
          }}
        />
        {failure && <QueryError title={t("views.failed")} error={failure} />}
        <section aria-label={t("views.list")}>
          <h3 className="mb-1 text-xs font-medium text-muted">{t("views.list")}</h3>
          {views.error && items.length === 0 ? (
            <QueryError title={t("views.listFailed")} error={views.error} onRetry={() => void views.refetch()} />
          ) : views.isPending ? (
            <Skeleton className="h-10" />
          ) : items.length === 0 ? (
            <p className="text-sm text-muted">{t("views.none")}</p>
          ) : (
            <ul className="flex flex-col">
              {items.map((each) => (
                <ViewRow key={each.view_id} view={each} mayShare={mayShare} actions={actions} onRemove={() => setRemoving(each)} onOpen={() => {
                    change(viewOf(each.state.parameters, each.view_id));
                    onClose();
                  }}
                />
              ))}
            </ul>
          )}
        </section>
      </div>
      {removing && (
        <Confirm
          open
          title={t("views.removeTitle", { name: removing.name })}
          body={t(removing.is_shared ? "views.removeSharedBody" : "views.removeBody")}
          confirm={t("views.remove")}
          cancel={t("common.cancel")}
          busy={actions.remove.isPending}
          error={actions.remove.error && <QueryError title={t("views.failed")} error={actions.remove.error} />}
          onConfirm={() => remove(removing)}
          onCancel={() => setRemoving(null)}
        />
      )}
    </Dialog>
  );
}

interface SaveFormProps {
  mayShare: boolean;
  state: SavedView["state"];
  save: ReturnType<typeof useViewActions>["save"];
  onSaved: (view: SavedView) => void;
}

function SaveForm({ mayShare, state, save, onSaved }: SaveFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  useUnsaved(name !== "" && !save.isSuccess);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") save.mutate({ name: name.trim(), is_shared: shared, state }, { onSuccess: onSaved });
  };
  const fieldError = save.error && "fields" in save.error && Array.isArray(save.error.fields) ? (save.error.fields[0] as { message: string } | undefined) : undefined;
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label={t("views.name")} error={fieldError?.message}>
        {(control) => (
          <Input {...control} value={name} maxLength={80} placeholder={t("views.namePlaceholder")} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      {mayShare && (
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} className="size-4 accent-brand" />
          {t("views.share")}
        </label>
      )}
      {save.error && !fieldError && <QueryError title={t("views.failed")} error={save.error} />}
      <div>
        <Button type="submit" disabled={name.trim() === "" || save.isPending} aria-busy={save.isPending}>
          {t("views.saveNew")}
        </Button>
      </div>
    </form>
  );
}

interface ViewRowProps {
  view: SavedView;
  mayShare: boolean;
  actions: ReturnType<typeof useViewActions>;
  onOpen: () => void;
  onRemove: () => void;
}

function ViewRow({ view, mayShare, actions, onOpen, onRemove }: ViewRowProps) {
  const { t } = useTranslation();
  const owner = view.is_mine ? "" : ` · ${t("views.by", { owner: view.owner.slice(view.owner.indexOf(":") + 1) })}`;
  return (
    <li className="flex items-center gap-1 border-b border-line py-1.5">
      <button type="button" onClick={onOpen} className="min-w-0 flex-1 rounded-lg px-1.5 py-1 text-left hover:bg-hover">
        <span className="block truncate text-sm font-medium">{view.name}</span>
        <span className="block truncate text-xs text-muted">
          {t(view.is_shared ? "views.isShared" : "views.personal")}
          {owner}
          {view.is_default && ` · ${t("views.isDefault")}`}
        </span>
      </button>
      <IconButton
        label={t(view.is_default ? "views.dropDefault" : "views.makeDefault")}
        aria-pressed={view.is_default}
        onClick={() => actions.choose.mutate(view.is_default ? null : view.view_id)}
      >
        <Star aria-hidden className={view.is_default ? "size-4 fill-current text-brand-text" : "size-4"} />
      </IconButton>
      {view.may_change && mayShare && (
        <IconButton
          label={t(view.is_shared ? "views.makePersonal" : "views.makeShared")}
          aria-pressed={view.is_shared}
          onClick={() => actions.change.mutate({ id: view.view_id, change: { is_shared: !view.is_shared } })}
        >
          <Users aria-hidden className={view.is_shared ? "size-4 text-brand-text" : "size-4"} />
        </IconButton>
      )}
      {view.may_change && (
        <IconButton label={t("views.remove")} onClick={onRemove}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      )}
    </li>
  );
}
