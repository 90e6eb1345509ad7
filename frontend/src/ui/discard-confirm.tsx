import { Confirm } from "./confirm";
import type { LeaveChoice } from "@/lib/unsaved";
import { useTranslation } from "@/words";

export function DiscardConfirm({ onLeave, onStay }: LeaveChoice) {
  const { t } = useTranslation();
  return (
    <Confirm
      open
      title={t("unsaved.leaveTitle")}
      body={t("unsaved.leaveBody")}
      confirm={t("unsaved.leave")}
      cancel={t("unsaved.stay")}
      busy={false}
      onConfirm={onLeave}
      onCancel={onStay}
    />
  );
}
