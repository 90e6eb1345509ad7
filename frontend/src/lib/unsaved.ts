/** Which forms on the screen hold something that was typed and not saved. */
import { createContext, useContext, useEffect } from "react";

/** What somebody is asked who leaves something unsaved. */
export interface LeaveChoice {
  onLeave: () => void;
  onStay: () => void;
}

/** The dialog that a form stands in, or null where it stands in the page. */
export const UnsavedScope = createContext<string | null>(null);

const held = new Map<symbol, string | null>();

/** The browser asks in its own words before the window goes. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Whether any form holds something, or one of those in a dialog. */
export function hasUnsaved(scope?: string): boolean {
  return scope === undefined ? held.size > 0 : [...held.values()].includes(scope);
}

/** While it holds something, leaving the page, the window or the form's dialog asks first. */
export function useUnsaved(isUnsaved: boolean): void {
  const scope = useContext(UnsavedScope);
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const form = Symbol("form");
    if (held.size === 0) window.addEventListener("beforeunload", warn);
    held.set(form, scope);
    return () => {
      held.delete(form);
      if (held.size === 0) window.removeEventListener("beforeunload", warn);
    };
  }, [isUnsaved, scope]);
}

/** The same for a dialog whose own part holds what is typed. */
export function Unsaved({ when }: { when: boolean }): null {
  useUnsaved(when);
  return null;
}
