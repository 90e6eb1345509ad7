import { MapPin } from "lucide-react";
import { Suspense, lazy, useState } from "react";
import { useBinsOfItem } from "@/api/bins";
import { useShop } from "@/api/shop";
import type { Level } from "@/api/types";
import { classes } from "@/ui/classes";
import { useTranslation } from "@/words";

const BinDialog = lazy(async () => ({ default: (await import("./bin-dialog")).BinDialog }));

/** Where in its location an item lies; who may write changes it. Nothing where it is not known and not theirs. */
export function Bin({ level }: { level: Level }) {
  const { t } = useTranslation();
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const bin = useBinsOfItem(level.inventory_item_id).data?.get(level.location_id) ?? "";
  const [editing, setEditing] = useState(false);
  if (bin === "" && !mayWrite) return null;
  const words = bin === "" ? t("itemPage.bin.add") : t("itemPage.bin.is", { bin });
  return (
    <>
      {mayWrite ? (
        <button
          type="button"
          aria-label={`${words}: ${level.location_name}`}
          className={classes(
            "flex max-w-48 items-center gap-1 rounded text-xs font-normal text-muted underline-offset-4 hover:text-ink hover:underline",
            // Shops without bins see nothing of them until they point at a row.
            bin === "" && "sm:opacity-0 sm:group-hover:opacity-100 sm:focus-visible:opacity-100",
          )}
          onClick={() => setEditing(true)}
        >
          <MapPin aria-hidden className="size-3 shrink-0" />
          <span className="truncate">{words}</span>
        </button>
      ) : (
        <span className="flex items-center gap-1 text-xs font-normal text-muted">
          <MapPin aria-hidden className="size-3 shrink-0" />
          {words}
        </span>
      )}
      {editing && (
        <Suspense>
          <BinDialog level={level} bin={bin} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </>
  );
}
