import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startWords } from "@/words";

/** A page without a layout engine has no sizes; virtual lists then show nothing. */
function giveSize(property: "offsetHeight" | "offsetWidth" | "clientWidth", pixels: number): void {
  Object.defineProperty(HTMLElement.prototype, property, { configurable: true, get: () => pixels });
}

beforeAll(async () => {
  giveSize("offsetHeight", 600);
  giveSize("offsetWidth", 1200);
  giveSize("clientWidth", 1200);
  await startWords();
});

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, "", "/");
});
