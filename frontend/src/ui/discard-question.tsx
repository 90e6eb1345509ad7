import { Suspense, lazy } from "react";
import type { LeaveChoice } from "@/lib/unsaved";

const DiscardConfirm = lazy(async () => ({ default: (await import("./discard-confirm")).DiscardConfirm }));

/** Asked before what was typed and not saved is lost; loaded when it is. */
export function DiscardQuestion(props: LeaveChoice) {
  return (
    <Suspense>
      <DiscardConfirm {...props} />
    </Suspense>
  );
}
