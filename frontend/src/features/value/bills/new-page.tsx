import { useNavigate, useSearchParams } from "react-router";
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
      back={{ to: "/bills", label: t("bills.back") }}
    >
      <Card>
        <BillForm bill={null} order={parameters.get("order")} onCancel={() => void navigate("/bills")} onSaved={({ id }) => void navigate(`/bills/${id}`)} />
      </Card>
    </Page>
  );
}
