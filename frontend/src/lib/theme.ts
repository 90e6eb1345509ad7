import { useSyncExternalStore } from "react";

export const THEME_CHOICES = ["light", "dark", "system"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

// public/theme.js reads the same key before the first paint.
const KEY = "inventorysync.theme";
const listeners = new Set<() => void>();
let chosen: ThemeChoice = stored();

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return THEME_CHOICES.find((choice) => choice === value) ?? "system";
  } catch {
    return "system"; // Storage may be blocked inside another site's frame.
  }
}

function paint(): void {
  const dark = chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

export function chooseTheme(choice: ThemeChoice): void {
  chosen = choice;
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
  paint();
  for (const listener of listeners) listener();
}

/** Follows the system while the choice is "system". */
export function startTheme(): void {
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => chosen,
  );
}
