import { useBlocker } from "react-router";
import { useHost } from "@/host/host-context";
import { hasUnsaved } from "@/lib/unsaved";

/** No page is left with something unsaved on it before the person was asked. */
export function LeaveGuard() {
  const { LeaveQuestion } = useHost();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && hasUnsaved(),
  );
  if (blocker.state !== "blocked") return null;
  return <LeaveQuestion key={blocker.location.key} onLeave={blocker.proceed} onStay={blocker.reset} />;
}
