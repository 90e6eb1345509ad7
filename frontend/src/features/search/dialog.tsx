import { useId, useState } from "react";
import { useNavigate } from "react-router";
import { useDebounced } from "@/lib/use-debounced";
import { classes } from "@/ui/classes";
import { Dialog } from "@/ui/dialog";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import "@/words/purchasing";
import "@/words/search";
import { type Choice, groupsOf } from "./choices";
import { useBought, useFound } from "./queries";
import { recentSearches, rememberSearch } from "./recent";

export interface SearchDialogProps {
  /** What was typed before the dialog was there. */
  begun: () => string;
  pages: readonly { to: string; label: string }[];
  isAdmin: boolean;
  onHelp: () => void;
  onClose: () => void;
}

const DEBOUNCE_MS = 120;

/** Finds items, documents, suppliers, changes, pages and actions; arrows choose, Enter opens (ARIA: combobox with a listbox). */
export function SearchDialog({ begun, pages, isAdmin, onHelp, onClose }: SearchDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const id = useId();
  const [typed, setTyped] = useState(begun);
  const [chosen, setChosen] = useState(0);
  const [recent] = useState(recentSearches);
  const q = useDebounced(typed.trim(), DEBOUNCE_MS);
  const search = useFound(q);
  const found = q === "" ? undefined : search.data;
  const purchases = useBought(q);
  const bought = q === "" ? undefined : purchases.data;
  const groups = groupsOf(
    { q: typed.trim(), found, bought, pages, isAdmin, recent, quantity: format.quantity, moment: format.dateTime },
    t,
  );
  const choices = groups.flatMap((group) => group.choices);
  const at = Math.min(chosen, choices.length - 1);
  const look = (text: string) => {
    setTyped(text);
    setChosen(0);
  };
  const open = ({ to }: Choice) => {
    if (to.startsWith("q:")) return look(to.slice(2));
    rememberSearch(typed.trim());
    onClose();
    if (to === "help") onHelp();
    else void navigate(to);
  };
  const press = (event: React.KeyboardEvent) => {
    const last = choices.length - 1;
    const picked = choices[at];
    if (event.key === "ArrowDown") setChosen(at >= last ? 0 : at + 1);
    else if (event.key === "ArrowUp") setChosen(at <= 0 ? last : at - 1);
    else if (event.key === "Enter" && picked) open(picked);
    else return;
    event.preventDefault();
  };
  const error = search.error ?? purchases.error;
  const isWaiting = typed.trim() !== "" && (q !== typed.trim() || search.isPending || purchases.isPending);
  return (
    <Dialog open wide onClose={onClose} title={t("find.title")} closeLabel={t("common.close")}>
      <Input
        // The dialog was opened to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        role="combobox"
        aria-label={t("find.label")}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(choices[at] && { "aria-activedescendant": `${id}${at}` })}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        placeholder={t("find.placeholder")}
        value={typed}
        onChange={(event) => look(event.target.value)}
        onKeyDown={press}
      />
      <p role="status" className="mt-2 min-h-4 text-xs text-muted">
        {isWaiting ? t("find.searching") : typed.trim() !== "" && choices.length === 0 ? t("find.nothing", { q: typed.trim() }) : t("find.keys")}
      </p>
      {error && q !== "" && (
        <QueryError title={t("find.failed")} error={error} onRetry={() => void Promise.all([search.refetch(), purchases.refetch()])} />
      )}
      <div id={`${id}list`} role="listbox" aria-label={t("find.results")} className="mt-1 min-h-40">
        {groups.map((group) => (
          <div key={group.name} role="group" aria-labelledby={`${id}${group.name}`} className="py-1">
            <p id={`${id}${group.name}`} className="px-2 py-1 text-xs font-medium text-muted">
              {t(`find.${group.name}`)}
            </p>
            {group.choices.map((choice) => (
              <Option
                key={choice.id}
                choice={choice}
                id={`${id}${choices.indexOf(choice)}`}
                isChosen={choices[at] === choice}
                onOpen={() => open(choice)}
                onPoint={() => setChosen(choices.indexOf(choice))}
              />
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

interface OptionProps {
  choice: Choice;
  id: string;
  isChosen: boolean;
  onOpen: () => void;
  onPoint: () => void;
}

function Option({ choice, id, isChosen, onOpen, onPoint }: OptionProps) {
  return (
    // Keys are the input's: the chosen option is its active descendant.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      className={classes("flex cursor-pointer items-baseline gap-3 rounded-lg px-2 py-1.5 text-sm", isChosen && "bg-brand-soft text-brand-text")}
      onClick={onOpen}
      onPointerMove={onPoint}
    >
      <span className="min-w-0 flex-1 truncate">{choice.title}</span>
      {choice.note !== undefined && <span className="tnum shrink-0 text-xs text-muted max-sm:max-w-40 max-sm:truncate">{choice.note}</span>}
    </div>
  );
}
