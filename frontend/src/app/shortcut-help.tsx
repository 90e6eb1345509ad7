import { Dialog } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";
import { useTranslation } from "@/words";
import "@/words/keyboard";

const ANYWHERE = [
  [["?"], "help"],
  [["Ctrl", "K"], "findAll"],
  [["G", "O"], "goOverview"],
  [["G", "I"], "goInventory"],
  [["G", "S"], "goSync"],
  [["G", "T"], "goSettings"],
] as const;

const GRID = [
  [["/"], "search"],
  [["↑", "↓", "←", "→"], "move"],
  [["PgUp", "PgDn"], "page"],
  [["Home", "End"], "ends"],
  [["Enter"], "openItem"],
  [["F2", "=", "+", "−"], "edit"],
  [["Space"], "select"],
  [["Ctrl", "C", "V"], "copyPaste"],
  [["Ctrl", "Z"], "undo"],
  [["A"], "adjust"],
] as const;

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const list = (rows: typeof ANYWHERE | typeof GRID) => (
    <dl className="divide-y divide-line text-sm">
      {rows.map(([keys, action]) => (
        <div key={action} className="flex items-center justify-between gap-4 py-1.5">
          <dt>{t(`shortcuts.${action}`)}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Dialog open onClose={onClose} title={t("shortcuts.title")} closeLabel={t("common.close")}>
      <h3 className="text-xs font-medium text-muted">{t("shortcuts.anywhere")}</h3>
      {list(ANYWHERE)}
      <h3 className="mt-4 text-xs font-medium text-muted">{t("shortcuts.grid")}</h3>
      {list(GRID)}
    </Dialog>
  );
}
