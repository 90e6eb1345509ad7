import { describe, expect, it } from "vitest";
import { ApiProblem } from "@/api/problem";
import { scrubbed } from "./reporting";

describe("scrubbed", () => {
  it("leaves out the person, the address and what looks like a secret", () => {
    const event = scrubbed(
      {
        type: undefined,
        message: "isk_1_abcdef of maria.k@shop.example, +44 20 7946 0958, shpat_0123456789abcdef",
        request: { url: "http://shop.test/#key=isk_1_abcdef", headers: { Referer: "x" } },
        user: { ip_address: "192.0.2.1" },
        breadcrumbs: [{ message: "clicked" }],
        extra: { form: "maria" },
        exception: { values: [{ type: "Error", value: "eyJh.eyJi.c2ln", stacktrace: { frames: [{ filename: "http://shop.test/assets/app.js?token=1#x" }] } }] },
      },
      new Error("x"),
    );
    expect(event).toEqual({
      message: "[hidden] of [hidden], [hidden], [hidden]",
      tags: { part: "web", page: "/" },
      exception: { values: [{ type: "Error", value: "[hidden]", stacktrace: { frames: [{ filename: "http://shop.test/assets/app.js" }] } }] },
    });
  });

  it("names the request that failed", () => {
    const problem = new ApiProblem(500, { title: "Something went wrong", request_id: "r-17" });
    expect(scrubbed({ type: undefined }, problem).tags).toEqual({ part: "web", page: "/", request_id: "r-17" });
  });
});
