import { useEffect, useRef } from "react";
import { useSavedViews } from "./queries";
import { type View, viewOf } from "./view";

/** Opens the default view once, where the address said nothing of its own. */
export function useDefaultView(bare: boolean, change: (view: Partial<View>) => void): void {
  const views = useSavedViews().data?.items;
  const wasBare = useRef(bare);
  useEffect(() => {
    if (!views || !wasBare.current) return;
    wasBare.current = false;
    const chosen = views.find((each) => each.is_default);
    if (chosen && bare) change(viewOf(chosen.state.parameters, chosen.view_id));
  }, [views, bare, change]);
}
