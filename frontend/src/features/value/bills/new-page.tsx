import { ArrowLeft } from "lucide-react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { useTranslation } from "@/words";
import "@/words/bills";
import { BillForm } from "./form";

/** A new bill; the address may name the order whose receipts it is about. */
export function NewBillPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  return (
    <Page
      title={t("bills.form.newTitle")}
      heading={
        <>
          <Link to="/bills" className="mb-1 inline-flex items-center gap-1 text-xs text-muted hover:text-ink">
            <ArrowLeft aria-hidden className="size-3.5" />
            {t("bills.back")}
          </Link>
          <h1 className="text-xl font-semibold tracking-[-0.018em]">{t("bills.form.newTitle")}</h1>
        </>
      }
    >
      <Card>
        <BillForm bill={null} order={parameters.get("order")} onCancel={() => void navigate("/bills")} onSaved={({ id }) => void navigate(`/bills/${id}`)} />
      </Card>
    </Page>
  );
}
