import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { answer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LEEDS, YORK, level, openShop, page, quantities } from "@/test/shop";

const LEVELS = "/api/v1/levels";
const CHANGES = "/api/v1/change-sets";
const CHAIR = "gid://shopify/InventoryItem/8";

const lamp = level();
const chair = level({ inventory_item_id: CHAIR, title: "Chair", sku: "CHAIR-1", quantities: quantities({ available: 4, on_hand: 4 }) });
const gift = level({ inventory_item_id: "gid://shopify/InventoryItem/9", title: "Gift card", tracked: false, location_id: YORK });

const counts = { pending: 0, pushing: 0, confirmed: 0, failed: 0 };

interface Line {
  inventory_item_id: string;
  location_id: string;
  delta: number;
  expected: number;
}
interface Asked {
  dry_run: boolean;
  lines: Line[];
}

/** A dry run's answer, with what each level holds by now. */
function checked({ lines }: Asked, seen: (line: Line) => number) {
  const [before, after] = [quantities(), quantities()];
  return {
    dry_run: true,
    lines: lines.map((line) => {
      const { inventory_item_id, location_id } = line;
      return { inventory_item_id, location_id, before, after, seen: seen(line), problem: null };
    }),
  };
}

function openInventory() {
  const server = startServer();
  openShop(server);
  server.on("GET", LEVELS, () => page([lamp, chair, gift]));
  server.on("POST", CHANGES, ({ body }) => {
    const asked = body as Asked;
    if (!asked.dry_run) return answer(202, { id: "c1", state: "pending", counts: { ...counts, pending: asked.lines.length }, lines: [] });
    return checked(asked, (line) => line.expected);
  });
  server.on("GET", `${CHANGES}/c1`, () => ({ id: "c1", state: "pushing", counts: { ...counts, pushing: 1 }, lines: [] }));
  const { user } = renderApp("/inventory");
  return { server, user };
}

async function cell(row: string, column = "available") {
  await screen.findByText(row);
  const found = screen.getByText(row).closest<HTMLElement>("[role=row]");
  const cells = within(found as HTMLElement).getAllByRole("gridcell");
  return cells[column === "available" ? 4 : 1] as HTMLElement;
}

async function goToAvailable(user: ReturnType<typeof openInventory>["user"], row = "Desk lamp") {
  await user.click(await cell(row));
  screen.getByRole("grid").focus();
}

describe("editing a quantity in its cell", () => {
  it("shows the arithmetic while typing, goes down by Enter, and sends the reviewed changes as one", async () => {
    const { server, user } = openInventory();
    await goToAvailable(user);
    await user.keyboard("=");
    const input = screen.getByLabelText("Available of Desk lamp at Leeds");
    await user.type(input, "15");
    expect(screen.getByText("12 → 15 (+3)")).toBeTruthy();
    await user.keyboard("{Enter}");
    await user.keyboard("-1{Enter}");
    expect((await cell("Chair")).textContent).toContain("4 → 3");
    expect(await screen.findByText("2 changes")).toBeTruthy();
    expect(server.to("POST", CHANGES)).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Review and send" }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByText("2 levels change by +2 units in all.");
    await waitFor(() => expect(within(dialog).getByRole("button", { name: "Send to Shopify" }).hasAttribute("disabled")).toBe(false));
    await user.click(within(dialog).getByRole("button", { name: "Send to Shopify" }));
    await waitFor(() => expect(server.to("POST", CHANGES)).toHaveLength(2));
    const sent = server.to("POST", CHANGES).at(-1);
    expect(sent?.headers.get("idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
    expect(sent?.body).toMatchObject({
      kind: "adjust",
      reason: "correction",
      dry_run: false,
      lines: [
        { location_id: LEEDS, delta: 3, expected: 12 },
        { inventory_item_id: CHAIR, delta: -1, expected: 4 },
      ],
    });
    await waitFor(() => expect(screen.queryByText("2 changes")).toBeNull());
  });

  it("refuses a text with its reason, and nothing can be sent until it is gone", async () => {
    const { server, user } = openInventory();
    await goToAvailable(user);
    fireEvent.paste(screen.getByRole("grid"), { clipboardData: { getData: () => "a dozen" } });
    expect(await screen.findByText("1 entry cannot be read")).toBeTruthy();
    expect((await cell("Desk lamp")).textContent).toContain("Enter whole units, such as 3.");
    expect(screen.getByRole("button", { name: "Review and send" }).hasAttribute("disabled")).toBe(true);
    screen.getByRole("grid").focus();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(screen.queryByText("1 entry cannot be read")).toBeNull());
    expect(server.to("POST", CHANGES)).toHaveLength(0);
  });

  it("takes a pasted block over as one step, and says which cells took no value", async () => {
    const { user } = openInventory();
    await goToAvailable(user);
    fireEvent.paste(screen.getByRole("grid"), { clipboardData: { getData: () => "20\t99\r\n+6\r\n5\r\n7\r\n" } });
    expect(await screen.findByText("2 changes")).toBeTruthy();
    expect((await cell("Chair")).textContent).toContain("4 → 10");
    expect(screen.getByText("1 cell was left out: only Available can be typed into.")).toBeTruthy();
    expect(screen.getByText(/the item is not tracked, or not stocked there/)).toBeTruthy();
    expect(screen.getByText("1 row was left out: the list ends before it.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(screen.queryByText("2 changes")).toBeNull());
  });

  it("copies the chosen block as a spreadsheet reads it", async () => {
    const { user } = openInventory();
    await goToAvailable(user);
    await user.keyboard("{Shift>}{ArrowLeft}{ArrowDown}{/Shift}");
    let copied = "";
    fireEvent.copy(screen.getByRole("grid"), { clipboardData: { setData: (_: string, text: string) => (copied = text) } });
    expect(copied).toBe("Leeds\t12\r\nLeeds\t4");
  });

  it("shows both numbers where one has moved meanwhile, and asks which is meant", async () => {
    const { server, user } = openInventory();
    let held = 12;
    server.on("POST", CHANGES, ({ body }) => {
      const asked = body as Asked;
      if (asked.dry_run) return checked(asked, () => held);
      if (asked.lines[0]?.expected !== held) return problem(409, "Some quantities have changed meanwhile", "1 of 1 lines: nothing was changed");
      return answer(202, { id: "c1", state: "pending", counts, lines: [] });
    });
    await goToAvailable(user);
    await user.keyboard("15{Enter}");
    held = 9;
    await user.click(await screen.findByRole("button", { name: "Review and send" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("was 12, now 9")).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Send to Shopify" }).hasAttribute("disabled")).toBe(true);
    await user.click(within(dialog).getByRole("button", { name: "Keep my number (15)" }));
    await user.click(within(dialog).getByRole("button", { name: "Send to Shopify" }));
    await waitFor(() => expect(server.to("POST", CHANGES).at(-1)?.body).toMatchObject({ dry_run: false, lines: [{ delta: 6, expected: 9 }] }));
  });

  it("asks before what was typed is thrown away", async () => {
    const { user } = openInventory();
    await goToAvailable(user);
    await user.keyboard("1{Enter}");
    await user.click(await screen.findByRole("button", { name: "Discard" }));
    const question = await screen.findByRole("alertdialog");
    expect(question.textContent).toContain("1 change has not been sent.");
    await user.click(within(question).getByRole("button", { name: "Discard" }));
    await waitFor(() => expect(screen.queryByText("1 change")).toBeNull());
  });

  it("is not offered to who may only read", async () => {
    const { server, user } = openInventory();
    server.on("GET", "/api/v1/shop", () => ({
      domain: "demo.myshopify.com", name: "Demo", currency: "GBP", time_zone: "Europe/London", plan: "Basic", state: "active",
      scopes: [], missing_scopes: [], installed_at: "2026-11-01T09:00:00Z",
      viewer: { kind: "api_key", name: "browser", permissions: ["read"] },
    }));
    await goToAvailable(user);
    await user.keyboard("5");
    expect(screen.queryByLabelText("Available of Desk lamp at Leeds")).toBeNull();
  });
});

describe("editing a selection", () => {
  const shown = {
    selected: 2, changed: 1, unchanged: 0, refused: 1, units: 3, preview: "packed",
    lines: [{ inventory_item_id: CHAIR, location_id: LEEDS, sku: "CHAIR-1", title: "Chair", variant_title: "", location_name: "Leeds", before: 4, after: 7, problem: null }],
    refused_lines: [{ inventory_item_id: "gid://shopify/InventoryItem/9", location_id: YORK, sku: "", title: "Gift card", variant_title: "", location_name: "York", before: 0, after: 3, problem: "untracked" }],
    refused_by: { untracked: 1 },
  };

  it("previews what happens to all that match less those left out, and carries out exactly that", async () => {
    const { server, user } = openInventory();
    server.on("POST", "/api/v1/bulk-edits/preview", () => shown);
    server.on("POST", "/api/v1/bulk-edits", () => answer(202, { change_set_id: "c1", lines: 1 }));
    await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
    await user.click(await screen.findByRole("checkbox", { name: "Select Desk lamp at Leeds" }));
    expect(screen.getByText("2 rows selected")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Edit quantities" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("radio", { name: "Add" }));
    await user.click(within(dialog).getByRole("button", { name: "Show what happens" }));
    expect(within(dialog).getByText(/Enter whole units from 0/)).toBeTruthy();
    await user.type(within(dialog).getByLabelText("Units"), "3");
    await user.click(within(dialog).getByRole("button", { name: "Show what happens" }));
    expect(await within(dialog).findByText("Gift card")).toBeTruthy();
    expect(server.to("POST", "/api/v1/bulk-edits/preview").at(-1)?.body).toMatchObject({
      selection: { question: {}, except: [{ location_id: LEEDS }] },
      change: { do: "add", units: 3 },
    });
    await user.click(within(dialog).getByRole("button", { name: "Change 1 level" }));
    await waitFor(() => expect(server.to("POST", "/api/v1/bulk-edits").at(-1)?.body).toMatchObject({ preview: "packed", reason: "correction" }));
    expect(await screen.findByRole("region", { name: "Confirmed by Shopify" })).toBeTruthy();
    expect(screen.queryByText("2 rows selected")).toBeNull();
  });

  it("chooses a row by Space and a stretch of rows with Shift", async () => {
    const { user } = openInventory();
    await goToAvailable(user);
    await user.keyboard(" ");
    expect(await screen.findByText("1 row selected")).toBeTruthy();
    await user.keyboard("{ArrowDown}{ArrowDown}{Shift>} {/Shift}");
    expect(await screen.findByText("3 rows selected")).toBeTruthy();
  });

  it("begins with nothing chosen where another question is asked", async () => {
    const { user } = openInventory();
    await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
    expect(await screen.findByText("3 rows selected")).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "Negative" }));
    await waitFor(() => expect(screen.queryByText("3 rows selected")).toBeNull());
  });
});
