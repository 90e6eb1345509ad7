import { describe, expect, it, vi } from "vitest";
import { createAccessKey } from "./access-key";

describe("the access key of a tab", () => {
  it("is taken out of the address and kept for the tab", async () => {
    history.replaceState(null, "", "/inventory?q=lamp#key=isk_abc");
    const key = createAccessKey();
    expect(await key.credentials.token()).toBe("isk_abc");
    expect(location.pathname + location.search + location.hash).toBe("/inventory?q=lamp");
    expect(await createAccessKey().credentials.token()).toBe("isk_abc");
  });

  it("is not taken from an address that holds something else", async () => {
    history.replaceState(null, "", "/#key=<script>");
    expect(await createAccessKey().credentials.token()).toBeNull();
    expect(location.hash).toBe("");
  });

  it("is forgotten when the server refuses it, and says so", () => {
    history.replaceState(null, "", "/#key=isk_abc");
    const key = createAccessKey();
    const listener = vi.fn();
    key.signedIn.subscribe(listener);
    key.credentials.refused();
    expect(key.signedIn.current()).toBe("expired");
    expect(sessionStorage).toHaveLength(0);
    expect(listener).toHaveBeenCalledOnce();
  });

  it("is gone after signing out", () => {
    history.replaceState(null, "", "/#key=isk_abc");
    const key = createAccessKey();
    key.forget();
    expect(key.signedIn.current()).toBe("no");
    expect(sessionStorage).toHaveLength(0);
  });
});
