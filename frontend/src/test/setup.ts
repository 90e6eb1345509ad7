import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";

/** A page without a layout engine has no sizes; virtual lists then show nothing. */
function giveSize(property: "clientHeight" | "clientWidth", pixels: number): void {
  let owner: object = document.createElement("div");
  while (!Object.hasOwn(owner, property)) owner = Object.getPrototypeOf(owner) as object;
  Object.defineProperty(owner, property, { configurable: true, get: () => pixels });
}

// A loaded machine may take longer than the library's second; who waits for nothing does not wait at all.
configure({ asyncUtilTimeout: 4000 });

beforeAll(() => {
  giveSize("clientHeight", 600);
  giveSize("clientWidth", 1200);
});

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, "", "/");
});
