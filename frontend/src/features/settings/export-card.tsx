import { Link } from "react-router";
import type { Shop } from "@/api/types";
import { SaveEverything } from "./leaving/save-everything";
import { buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { useTranslation } from "@/words";
import "@/words/leaving";

/** Everything that is kept of the shop, as one file, and the way to leave. */
export function ExportCard({ viewer }: { viewer: Shop["viewer"] }) {
  const { t } = useTranslation();
  if (!viewer.permissions.includes("admin") || viewer.locations !== null) return null;
  return (
    <Card title={t("leaving.title")} note={t("leaving.note")}>
      <div className="flex flex-wrap items-start gap-3">
        <SaveEverything />
        <Link to="/settings/leaving" className={buttonClasses("quiet")}>
          {t("leaving.toPage")}
        </Link>
      </div>
    </Card>
  );
}
