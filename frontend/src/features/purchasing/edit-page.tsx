import { useEffect, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useShop } from "@/api/shop";
import type { Order } from "@/api/types";
import { useHost } from "@/host/host-context";
import { newIntentKey } from "@/lib/intent-key";
import { useUnsaved } from "@/lib/unsaved";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/purchasing";
import { bodyOf, draftOf } from "./draft";
import { Editor } from "./editor";
import { useEditOrder, useOrder } from "./queries";

/** A draft being changed. */
export function EditOrderPage() {
  const { t } = useTranslation();
  const id = useParams()["orderId"] ?? "";
  const order = useOrder(id);
  if (order.error && !order.data) return <QueryError title={t("buying.errorTitle")} error={order.error} onRetry={() => void order.refetch()} />;
  if (!order.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <Edit key={order.data.id} order={order.data} />;
}

function Edit({ order }: { order: Order }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { showSuccess } = useHost();
  const shopCurrency = useShop().data?.currency ?? "";
  const edit = useEditOrder(order.id);
  const [seen] = useState(order.version);
  const [draft, setDraft] = useState(() => draftOf(order));
  const [isChanged, setChanged] = useState(false);
  const [key, setKey] = useState(newIntentKey);
  const isSaved = edit.isSuccess;
  useUnsaved(isChanged && !isSaved);
  useEffect(() => {
    if (isSaved) void navigate(`/purchase-orders/${order.id}`, { replace: true });
  }, [isSaved, order.id, navigate]);
  const save = () => edit.mutate({ body: bodyOf(draft, shopCurrency), version: seen, key }, { onSuccess: () => showSuccess(t("buying.form.saved")) });
  return (
    <Page
      title={t("buying.form.editTitle", { name: order.name })}
      back={{ to: `/purchase-orders/${order.id}`, label: order.name }}
      commands={[{ label: t("buying.form.save"), primary: true, disabled: edit.isPending || isSaved, onPress: save }]}
    >
      {edit.error && <QueryError title={t("buying.form.wrong")} error={edit.error} />}
      <Editor
        draft={draft}
        error={edit.error}
        onChange={(next) => {
          setDraft(next);
          setChanged(true);
          setKey(newIntentKey());
        }}
      />
    </Page>
  );
}
