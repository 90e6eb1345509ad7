import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessKey, baseUrl, launch, signedIn } from "./browser.js";

const PASSWORD = "three plain words here";
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * Invites somebody as a manager does, and gives the link that is shown where no mail is sent.
 * @param {string} email
 * @param {string} role
 */
async function invite(email, role) {
  const { context, page } = await signedIn(browser, {}, "/people");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill("nobody");
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("radio", { name: role }).check();
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  const link = (await page.getByLabel("Link", { exact: true }).textContent()) ?? "";
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("list", { name: "Invited, not joined yet" }).getByText(email).waitFor();
  await context.close();
  const token = new URL(link).hash;
  return `${baseUrl}/join${token}`;
}

/**
 * @param {string} link
 * @param {string} name
 */
async function join(link, name) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("The same password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
  return { context, page };
}

/** @param {import("playwright-core").Page} page */
async function signOutEverywhere(page) {
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByText("You were signed out").waitFor();
}

describe("people without a Shopify account", () => {
  it("are invited, join with a password, stay signed in over a reload, and see what their role lets them", async () => {
    const email = `ada.${Date.now()}@example.com`;
    const link = await invite(email, "Viewer");
    const { context, page } = await join(link, "Ada");
    assert.equal(new URL(page.url()).pathname, "/");
    await page.reload();
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    assert.deepEqual(await page.evaluate(() => Object.values({ ...localStorage, ...sessionStorage }).filter((each) => each.startsWith("ey"))), []);
    await page.goto(`${baseUrl}/people`);
    await page.getByText("this needs the permission admin").waitFor();
    const again = await context.newPage();
    await again.goto(link);
    await again.getByText("This link does not work any more").first().waitFor();
    await context.close();
  });

  it("sign in by keyboard alone, are told of a wrong password, and sign out everywhere", async () => {
    const email = `bob.${Date.now()}@example.com`;
    const first = await join(await invite(email, "Warehouse"), "Bob");
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(baseUrl);
    await page.getByLabel("E-mail").focus();
    await page.keyboard.type(email);
    await page.keyboard.press("Tab");
    await page.keyboard.type("not the password\n");
    await page.getByText("this e-mail and password do not belong together").waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    await page.goto(`${baseUrl}/account`);
    const devices = page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem");
    await devices.nth(1).waitFor();
    assert.equal(await devices.count(), 2);
    await signOutEverywhere(page);
    await first.page.reload();
    await first.page.getByText("You were signed out").waitFor({ timeout: 15_000 });
    await context.close();
    await first.context.close();
  });

  it("lose their way in at once when they are removed, and the log says by whom", async () => {
    const email = `cleo.${Date.now()}@example.com`;
    const theirs = await join(await invite(email, "Warehouse"), "Cleo");
    const { context, page } = await signedIn(browser, {}, "/people");
    await page.getByRole("button", { name: "Remove: Cleo" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Cleo is removed").waitFor();
    await theirs.page.reload();
    await theirs.page.getByText("You were signed out").waitFor({ timeout: 15_000 });
    const answer = await fetch(`${baseUrl}/api/v1/audit?action=member.removed`, { headers: { Authorization: `Bearer ${accessKey}` } });
    assert.equal((await answer.json()).items[0].before.email, email);
    await page.goto(`${baseUrl}/people/log?about=member`);
    await page.getByText("Person removed").first().waitFor();
    await context.close();
    await theirs.context.close();
  });

  it("add a passkey, sign in with it instead of a password, and remove it", async () => {
    const email = `dora.${Date.now()}@example.com`;
    const local = baseUrl.replace("127.0.0.1", "localhost");
    const link = (await invite(email, "Viewer")).replace(baseUrl, local);
    const { context, page } = await join(link, "Dora");
    const device = await context.newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(`${local}/account`);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Dora’s phone");
    await dialog.getByLabel("Current password").fill("not the password");
    await dialog.getByRole("button", { name: "Add a passkey" }).click();
    await dialog.getByText("is not your password").waitFor();
    await dialog.getByLabel("Current password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("The passkey Dora’s phone is added").waitFor();
    await signOutEverywhere(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).press("Enter");
    await page.getByRole("heading", { name: "My account", exact: true }).waitFor();
    await page.getByRole("button", { name: "Remove: Dora’s phone" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("You have none yet.").waitFor();
    await signOutEverywhere(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("this passkey does not open any shop here").waitFor();
    await context.close();
  });

  it("are told where passkeys work when the page is open at another address", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(baseUrl);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    const there = page.getByRole("link", { name: "localhost" });
    assert.equal(await there.getAttribute("href"), `${baseUrl.replace("127.0.0.1", "localhost")}/`);
    await context.close();
  });
});

describe("a forgotten password", () => {
  it("is asked for at the sign-in, where the same is said of every address", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(baseUrl);
    await page.getByRole("button", { name: "Forgotten your password?" }).click();
    await page.getByRole("button", { name: "Send me a link" }).click();
    await page.getByText("Enter your e-mail address.").waitFor();
    await page.getByLabel("E-mail").fill("nobody@example.com");
    await page.keyboard.press("Enter");
    await page.getByText("This installation sends no mail.").waitFor();
    await page.getByRole("button", { name: "Back to the sign-in" }).click();
    await page.getByLabel("Password").waitFor();
    await context.close();
  });
});
