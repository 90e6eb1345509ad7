import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";

const PLACES: Record<string, string> = { o: "/", i: "/inventory", s: "/sync", t: "/settings" };

/** How long after G the second key may come. */
const CHORD_MS = 1200;

/** Keys that work on every page: Ctrl or Cmd K to search, ? for help, and G then a letter to go somewhere. */
export function useShortcuts(onHelp: () => void, onSearch: () => void): void {
  const navigate = useNavigate();
  const startedAt = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === "k") {
        event.preventDefault();
        onSearch();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = PLACES[event.key];
      if (event.key === "?") onHelp();
      else if (event.key === "g") startedAt.current = event.timeStamp;
      else if (place && event.timeStamp - startedAt.current < CHORD_MS) {
        startedAt.current = 0;
        void navigate(place);
      } else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [navigate, onHelp, onSearch]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [role=dialog], [role=alertdialog]") !== null;
}
