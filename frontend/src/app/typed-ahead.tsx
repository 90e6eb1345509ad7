/** Keys that are pressed while a dialog to type into is still on its way: it begins with them. */
import { useLayoutEffect } from "react";

export interface TypedAhead {
  clear: () => void;
  text: () => string;
  /** Takes a key over; false for one that is none of its business. */
  press: (event: KeyboardEvent) => boolean;
}

export function holdTyped(): TypedAhead {
  let text = "";
  return {
    clear: () => {
      text = "";
    },
    text: () => text,
    press: ({ key, ctrlKey, metaKey, altKey, isComposing }) => {
      if (ctrlKey || metaKey || altKey || isComposing) return false;
      if (key === "Backspace") text = Array.from(text).slice(0, -1).join("");
      else if (Array.from(key).length === 1) text += key;
      else return false;
      return true;
    },
  };
}

/** Stands where the dialog will, and keeps what is typed from whatever has the focus meanwhile. */
export function TypeAhead({ into, onEscape }: { into: TypedAhead; onEscape: () => void }) {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape") onEscape();
      else if (!into.press(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", press, true);
    return () => document.removeEventListener("keydown", press, true);
  }, [into, onEscape]);
  return null;
}
