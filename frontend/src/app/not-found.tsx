import { Compass } from "lucide-react";
import { Link } from "react-router";
import { buttonClasses } from "@/ui/button";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { useTranslation } from "@/words";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("notFound.title")}>
      <EmptyState
        icon={<Compass className="size-5" />}
        title={t("notFound.title")}
        body={t("notFound.body")}
        action={
          <Link to="/" className={buttonClasses()}>
            {t("notFound.back")}
          </Link>
        }
      />
    </Page>
  );
}
