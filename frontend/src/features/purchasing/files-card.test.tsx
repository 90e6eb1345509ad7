import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Order } from "@/api/types";
import { answer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LEEDS, openShop, page } from "@/test/shop";

const ORDER = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e11";
const PATH = `/api/v1/purchase-orders/${ORDER}`;
const INVOICE = { id: "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e21", name: "invoice.pdf", media_type: "application/pdf", bytes: 52_000, added_by: "staff:1", added_at: "2026-11-21T10:00:00Z" };

function order(files: Order["files"]): Order {
  return {
    id: ORDER, number: 1001, name: "PO-1001", version: 5, state: "draft", supplier_id: ORDER, supplier_name: "Mill", supplier_email: "", location: { location_id: LEEDS, name: "Leeds" }, currency: "GBP", rate: null,
    reference: "", note: "", terms: "", expected_on: null, minimum_order: null, is_below_minimum: false, line_count: 0, units: 0, received: 0, total: { amount: "0.00", currency: "GBP" },
    totals: { goods: "0.00", taxes: [], total: "0.00", in_shop: null }, lines: [], steps: [], mails: [], files, comments: [], mine: { approve: true, needs_approval: false }, created_at: "2026-11-20T10:00:00Z", created_by: "staff:1", origin: null,
  };
}

function open(files: Order["files"]) {
  const server = startServer();
  openShop(server);
  let held = order(files);
  server.on("GET", PATH, () => held);
  server.on("GET", `${PATH}/timeline`, () => page([]));
  const set = (next: Order["files"]) => {
    held = order(next);
    return held;
  };
  return { server, set };
}

describe("files of an order", () => {
  it("are added, and removed once that is confirmed", async () => {
    const { server, set } = open([]);
    server.on("POST", `${PATH}/files`, (asked) => {
      expect(asked.query.get("name")).toBe("invoice.pdf");
      return answer(201, set([INVOICE]));
    });
    server.on("DELETE", `${PATH}/files/${INVOICE.id}`, () => set([]));
    const { user } = renderApp(`/purchase-orders/${ORDER}`);
    expect(await screen.findByText("No file is with this order.")).toBeTruthy();
    await user.upload(screen.getByLabelText("Add a file"), new File(["%PDF-1.7"], "invoice.pdf", { type: "application/pdf" }));
    const list = within(await screen.findByRole("list", { name: "Files" }));
    expect(await list.findByText("invoice.pdf")).toBeTruthy();
    expect(list.getByText(/52 kB/)).toBeTruthy();
    await user.click(list.getByRole("button", { name: "Remove invoice.pdf" }));
    const asked = within(await screen.findByRole("alertdialog"));
    expect(asked.getByText("Remove invoice.pdf?")).toBeTruthy();
    await user.click(asked.getByRole("button", { name: "Remove" }));
    expect(await screen.findByText("No file is with this order.")).toBeTruthy();
  });

  it("that are refused say why, and nothing is added", async () => {
    const { server } = open([]);
    server.on("POST", `${PATH}/files`, () => problem(413, "The file is too large", "a file may have 10 MB at most"));
    const { user } = renderApp(`/purchase-orders/${ORDER}`);
    await user.upload(await screen.findByLabelText("Add a file"), new File(["%PDF-1.7"], "large.pdf", { type: "application/pdf" }));
    expect(await screen.findByText(/a file may have 10 MB at most/)).toBeTruthy();
    expect(screen.getByText("No file is with this order.")).toBeTruthy();
  });
});
