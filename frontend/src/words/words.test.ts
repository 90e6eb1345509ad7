import { afterEach, describe, expect, it, vi } from "vitest";
import "./attention";
import { known } from "./add";
import { t } from ".";

afterEach(() => vi.restoreAllMocks());

describe("words", () => {
  it("are found by their whole path", () => {
    expect(t("nav.overview")).toBe("Overview");
  });

  it("take the form that the count asks for", () => {
    expect(t("attention.kind.negative", { count: 1, n: "1" })).toBe("1 level is below zero");
    expect(t("attention.kind.negative", { count: 0, n: "0" })).toBe("0 levels are below zero");
    expect(t("attention.kind.negative", { count: 1200, n: "1,200" })).toBe("1,200 levels are below zero");
  });

  it("leave values as they were given, whatever they hold", () => {
    expect(t("live.synced", { ago: "<b>$& {{ago}}</b>" })).toBe("Synced <b>$& {{ago}}</b>");
  });

  it("say so in the console when a page uses words that were not loaded with it", () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    known.delete("attention.open");
    expect(t("attention.open")).toBe("attention.open");
    expect(said).toHaveBeenCalledWith("No words at attention.open");
    known.set("attention.open", "Open");
  });

  it("are typed: a key that leads nowhere, a value that is missing, a count that is missing are errors", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    // @ts-expect-error No such words.
    expect(t("nav.nowhere")).toBe("nav.nowhere");
    // @ts-expect-error The words need `ago`.
    expect(t("live.synced")).toBe("Synced ");
    // @ts-expect-error The words need `ago`, by that name.
    expect(t("live.synced", { at: "now" })).toBe("Synced ");
    // @ts-expect-error There are forms for one and for more.
    expect(t("attention.kind.negative", { n: "1" })).toBe("attention.kind.negative");
  });
});
