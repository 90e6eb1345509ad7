/** What goes by mail, read where a development installation keeps it: a new password, and a new address. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessKey, baseUrl, drawn, launch, mailingUrl, violations } from "./browser.js";

const OLD_PASSWORD = "three plain words here";
const NEW_PASSWORD = "four other plain words";
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** @param {string} address */
async function open(address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", bypassCSP: true });
  const page = await context.newPage();
  await page.goto(address);
  return { context, page };
}

/**
 * The newest mail to somebody in the outbox: its text, and the link in it at the installation that sends mail.
 * @param {string} email
 * @param {string | RegExp} subject
 */
async function mailTo(email, subject) {
  const { context, page } = await open(`${mailingUrl}/outbox`);
  const mail = page.getByRole("article").filter({ hasText: `to ${email}` }).filter({ has: page.getByRole("heading", { name: subject }) }).first();
  const text = await mail.innerText();
  const links = await mail.getByRole("link").all();
  const link = new URL((await links[0]?.getAttribute("href")) ?? baseUrl);
  await context.close();
  return { text, link: `${mailingUrl}${link.pathname}${link.hash}` };
}

/**
 * Invites somebody by mail, who joins by its link.
 * @param {string} email
 */
async function joined(email) {
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ email, role: "viewer" });
  const answer = await fetch(`${mailingUrl}/api/v1/invitations`, { method: "POST", headers, body });
  assert.equal(answer.status, 201, await answer.text());
  const { context, page } = await open((await mailTo(email, /invited/i)).link);
  await page.getByLabel("Your name").fill("Eva");
  await page.getByLabel("New password").fill(OLD_PASSWORD);
  await page.getByLabel("The same password again").fill(OLD_PASSWORD);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
  return { context, page };
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} email
 * @param {string} password
 */
async function signInBy(page, email, password) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

describe("by mail", () => {
  it("a forgotten password is set anew: the link works once, the old password and other sign-ins no more", async () => {
    const email = `eva.${Date.now()}@example.com`;
    const theirs = await joined(email);
    const { context, page } = await open(mailingUrl);
    await page.getByRole("button", { name: "Forgotten your password?" }).click();
    await page.getByLabel("E-mail").fill(email);
    await page.keyboard.press("Enter");
    await page.getByText(`If ${email} signs in here, a link is on its way.`).waitFor();
    assert.deepEqual(await violations(page), []);
    const { link } = await mailTo(email, /password/i);
    await page.goto(link);
    await page.getByRole("heading", { name: /Set a new password/ }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByLabel("The same password again").fill(NEW_PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    await theirs.page.reload();
    await theirs.page.getByText("You were signed out").waitFor({ timeout: 15_000 });
    await signInBy(theirs.page, email, OLD_PASSWORD);
    await theirs.page.getByText("this e-mail and password do not belong together").waitFor();
    await signInBy(theirs.page, email, NEW_PASSWORD);
    await theirs.page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    const again = await open(link);
    await again.page.getByText("This link does not work any more").first().waitFor();
    for (const each of [context, theirs.context, again.context]) await each.close();
  });

  it("a new address counts once its own mail is answered by a press, and the former one is told", async () => {
    const email = `finn.${Date.now()}@example.com`;
    const wanted = `new.${email}`;
    const { context, page } = await joined(email);
    await page.goto(`${mailingUrl}/account`);
    await page.getByLabel("New address").fill(wanted);
    await page.getByLabel("Your password").fill(OLD_PASSWORD);
    await page.getByRole("button", { name: "Send a link to the new address" }).click();
    await page.getByText(`A link is on its way to ${wanted}`).waitFor();
    const { link } = await mailTo(wanted, /address/i);
    const confirming = await open(link);
    await confirming.page.getByText(`${wanted} will sign you in`).waitFor();
    for (const colorScheme of /** @type {("light" | "dark")[]} */ (["light", "dark"])) {
      await confirming.page.emulateMedia({ colorScheme });
      await drawn(confirming.page);
      assert.deepEqual(await violations(confirming.page), [], colorScheme);
    }
    await page.reload();
    await page.getByText(`You sign in with ${email}.`).waitFor();
    await confirming.page.getByRole("button", { name: "Use this address" }).click();
    await confirming.page.getByText("Your address is confirmed").first().waitFor();
    assert.deepEqual(await violations(confirming.page), []);
    assert.match((await mailTo(email, /was changed/)).text, new RegExp(`now signs in with ${wanted.replaceAll(".", "\\.")}`));
    const later = await open(mailingUrl);
    await signInBy(later.page, email, OLD_PASSWORD);
    await later.page.getByText("this e-mail and password do not belong together").waitFor();
    await signInBy(later.page, wanted, OLD_PASSWORD);
    await later.page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    for (const each of [context, confirming.context, later.context]) await each.close();
  });
});
