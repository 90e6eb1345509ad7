import { useTranslation } from "react-i18next";
import { Confirm } from "./confirm";
import type { DiscardQuestionProps } from "./discard-question";

export function DiscardConfirm({ onLeave, onStay }: DiscardQuestionProps) {
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
