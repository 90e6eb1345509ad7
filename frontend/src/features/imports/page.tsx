import { FileSpreadsheet, Truck } from "lucide-react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { Import } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Ago } from "@/ui/display";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/changes";
import "@/words/imports";
import { ImportBadge } from "./marks";
import { useImports } from "./queries";
import { Upload } from "./upload";

/** A file to upload, and those that were uploaded. */
export function ImportsPage() {
  const { t } = useTranslation();
  const permissions = useShop().data?.viewer.permissions ?? [];
  const mayUpload = permissions.includes("write") || permissions.includes("buy");
  return (
    <Page
      title={t("imports.title")}
      subtitle={t("imports.subtitle")}
      back={{ to: "/changes", label: t("imports.back") }}
      commands={mayUpload ? [{ label: t("imports.fromStocky"), icon: <Truck aria-hidden className="size-4" />, onPress: { to: "/imports/stocky" } }] : []}
    >
      {mayUpload && <Upload permissions={permissions} />}
      <Files />
    </Page>
  );
}

function Files() {
  const { t } = useTranslation();
  const imports = useImports();
  const rows = imports.data?.pages.flatMap((page) => page.items) ?? [];
  if (imports.error && !imports.data) {
    return <QueryError title={t("imports.errorTitle")} error={imports.error} onRetry={() => void imports.refetch()} />;
  }
  if (!imports.data) return <Skeleton className="h-48 w-full rounded-xl" />;
  return (
    <Card flush title={t("imports.list")}>
      {rows.length === 0 && (
        <EmptyState icon={<FileSpreadsheet className="size-5" />} title={t("imports.empty")} body={t("imports.emptyBody")} />
      )}
      <ul aria-label={t("imports.list")} className={rows.length > 0 ? "border-t border-line" : ""}>
        {rows.map((each) => (
          <File key={each.id} file={each} />
        ))}
      </ul>
      {imports.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
            {imports.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function File({ file }: { file: Import }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/imports/${file.id}`} className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0 flex-1 basis-48">
          <span className="block text-sm font-medium break-words">{file.name}</span>
          <span className="block text-xs text-muted">
            {t(`imports.kind.${file.kind}`)} · <Ago at={file.created_at} /> ·{" "}
            {t("changes.by", { actor: actorWords({ actor: file.actor, cause: "adjustment" }) ?? "" })}
          </span>
        </span>
        <ImportBadge state={file.state} />
      </Link>
    </li>
  );
}
