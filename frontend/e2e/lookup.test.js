import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { writeBarcodeFilm } from "./barcode-film.js";
import { launch, launchWhole, signedIn, someLevel } from "./browser.js";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** @type {string} */
let folder;
/** @type {any} */
let level;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "barcode-"));
  level = await someLevel(3);
});
after(() => rm(folder, { recursive: true, force: true }));

/** @param {import("playwright-core").Page} page */
async function showsTheLevel(page) {
  await page.getByRole("heading", { name: level.title, level: 2 }).waitFor();
  await page.getByLabel("My location").selectOption({ label: level.location_name });
  const shown = level.quantities.available.toLocaleString("en-GB");
  await page.getByText(shown, { exact: true }).first().waitFor();
}

describe("the look-up on a phone", () => {
  it("reads a barcode that the camera sees, and corrects its stock from there", async () => {
    const film = join(folder, "code.y4m");
    await writeBarcodeFilm(film, level.barcode);
    const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    const browser = await launchWhole([...camera, `--use-file-for-fake-video-capture=${film}`]);
    const { page, troubles } = await signedIn(browser, { ...PHONE, permissions: ["camera"] }, "/look-up");
    await page.getByRole("button", { name: "Scan with the camera" }).click();
    await showsTheLevel(page);
    assert.equal(new URL(page.url()).searchParams.get("code"), level.barcode);
    await page.getByRole("button", { name: "Stop the camera" }).click();
    await page.getByRole("button", { name: "Adjust" }).click();
    await page.getByRole("dialog").getByLabel("Units").waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    assert.deepEqual(troubles, []);
    await browser.close();
  });

  it("takes what a hand scanner types, by keyboard alone", async () => {
    const browser = await launch();
    const { page } = await signedIn(browser, PHONE, "/look-up");
    await page.getByLabel("Barcode or SKU").waitFor();
    await page.keyboard.type(`${level.barcode}\n`);
    await showsTheLevel(page);
    await page.getByLabel("Barcode or SKU").focus();
    await page.keyboard.type("there is no such code\n");
    await page.getByText("Nothing carries the code there is no such code").waitFor();
    await browser.close();
  });

  it("says what to do where the camera is not allowed", async () => {
    const browser = await launchWhole(["--use-fake-device-for-media-stream", "--deny-permission-prompts"]);
    const { page } = await signedIn(browser, PHONE, "/look-up");
    await page.getByRole("button", { name: "Scan with the camera" }).click();
    await page.getByText("The camera is not allowed").waitFor();
    await page.getByRole("button", { name: "Type the code instead" }).click();
    await page.getByRole("button", { name: "Scan with the camera" }).waitFor();
    await browser.close();
  });
});
