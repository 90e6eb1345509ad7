import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, item, openShop, page } from "@/test/shop";

const ITEMS = "/api/v1/items";

function openLookup(carries: (query: URLSearchParams) => boolean, path = "/look-up") {
  const server = startServer();
  openShop(server);
  server.on("GET", ITEMS, ({ query }) => page(carries(query) ? [item()] : []));
  return { server, ...renderApp(path) };
}

describe("the look-up", () => {
  it("shows what there is of a scanned barcode, here in large and elsewhere below", async () => {
    const { user } = openLookup((query) => query.get("barcode") === "5000000000017");
    await user.type(await screen.findByLabelText("Barcode or SKU"), "5000000000017{Enter}");
    await screen.findByRole("heading", { name: "Desk lamp" });
    expect(screen.getByText("12")).toBeTruthy();
    expect(screen.getByRole("heading", { name: "Elsewhere" })).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("My location"), "York");
    expect(await screen.findByText("5")).toBeTruthy();
  });

  it("is ready for the next code after one was read", async () => {
    const { user } = openLookup((query) => query.has("barcode"));
    await user.type(await screen.findByLabelText("Barcode or SKU"), "5000000000017{Enter}");
    await screen.findByRole("heading", { name: "Desk lamp" });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Barcode or SKU")));
  });

  it("finds a UPC that the catalogue writes as an EAN, then by SKU, then by words", async () => {
    const { server, user } = openLookup((query) => query.has("search"));
    await user.type(await screen.findByLabelText("Barcode or SKU"), "036000291452{Enter}");
    await screen.findByRole("heading", { name: "Desk lamp" });
    const asked = server.to("GET", ITEMS).map(({ query }) => query.toString().replace(/&?limit=\d+/, ""));
    expect(asked).toEqual([
      "barcode=036000291452",
      "barcode=0036000291452",
      "sku=036000291452",
      "search=036000291452",
    ]);
  });

  it("says so where nothing carries the code, and shows the whole list on request", async () => {
    openLookup(() => false, "/look-up?code=NOPE");
    const answer = await screen.findByText("Nothing carries the code NOPE");
    const link = within(answer.closest("[role=status]") as HTMLElement).getByRole("link");
    expect(link.getAttribute("href")).toBe("/inventory?search=NOPE");
  });

  it("lets a person choose where several items carry the code", async () => {
    const server = startServer();
    openShop(server);
    const other = item({ inventory_item_id: "gid://shopify/InventoryItem/8", title: "Floor lamp" });
    server.on("GET", ITEMS, () => page([item(), other]));
    const { user } = renderApp("/look-up?code=LAMP");
    await user.click(await screen.findByRole("button", { name: /Desk lamp/ }));
    expect(await screen.findByRole("link", { name: "Open item" })).toBeTruthy();
    expect(server.to("GET", `/api/v1/items/${LAMP}`)).toHaveLength(1);
  });

  it("says why it could not ask", async () => {
    const server = startServer();
    openShop(server);
    server.on("GET", ITEMS, () => problem(422, "The request cannot be carried out", "the code is too long"));
    renderApp("/look-up?code=LAMP");
    expect(await screen.findByText(/the code is too long/)).toBeTruthy();
  });

  it("says why there is no camera, and goes back to typing", async () => {
    const { user } = openLookup(() => false);
    await user.click(await screen.findByRole("button", { name: "Scan with the camera" }));
    await user.click(await screen.findByRole("button", { name: "Type the code instead" }));
    expect(screen.getByLabelText("Barcode or SKU")).toBeTruthy();
  });
});
