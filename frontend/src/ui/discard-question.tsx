import { Suspense, lazy } from "react";

export interface DiscardQuestionProps {
  onLeave: () => void;
  onStay: () => void;
}

const DiscardConfirm = lazy(async () => ({ default: (await import("./discard-confirm")).DiscardConfirm }));

/** Asked before what was typed and not saved is lost; loaded when it is. */
export function DiscardQuestion(props: DiscardQuestionProps) {
  return (
    <Suspense>
      <DiscardConfirm {...props} />
    </Suspense>
  );
}
