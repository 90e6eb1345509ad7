// The admin's side of the frame: gives the app ID tokens, shows its links, toasts and save bar, follows its path.
const frame = document.getElementById("app");
const appOrigin = new URL(frame.src).origin;
const saveBar = document.getElementById("save-bar");
const loading = document.getElementById("loading");
const menu = document.getElementById("app-nav");
const titleBar = document.getElementById("title-bar");
const leaving = document.getElementById("leaving");

const tell = (message) => frame.contentWindow.postMessage({ devstore: 1, ...message }, appOrigin);

// Who stays is not told to the app: its question stays open, as in Shopify's admin.
function askToLeave(onLeave) {
  leaving.returnValue = "";
  leaving.onclose = () => leaving.returnValue === "leave" && onLeave();
  if (!leaving.open) leaving.showModal();
}

async function answer({ id, method }) {
  if (method === "leaveConfirmation") return askToLeave(() => tell({ type: "answer", id, result: null }));
  if (method !== "idToken") return tell({ type: "answer", id, error: `The admin does not know ${method}.` });
  try {
    const response = await fetch("/_dev/id-token", { method: "POST", body: "{}" });
    if (!response.ok) throw new Error(`The store answered ${response.status}.`);
    tell({ type: "answer", id, result: (await response.json()).id_token });
  } catch (error) {
    tell({ type: "answer", id, error: error.message });
  }
}

let path = "/";
function markCurrent() {
  for (const link of menu.children) {
    const href = link.dataset.href;
    const isCurrent = href === "/" ? path === "/" : path.split("?")[0].startsWith(href);
    if (isCurrent) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function showLinks(links) {
  menu.replaceChildren(
    ...links
      .filter((link) => !link.isHome && link.href?.startsWith("/"))
      .map(({ href, label }) => {
        const link = document.createElement("a");
        link.href = frame.dataset.base + href;
        link.dataset.href = href;
        link.textContent = label;
        link.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          tell({ type: "navigate", href });
        });
        return link;
      }),
  );
  markCurrent();
  // On a phone the navigation scrolls sideways: the app's own pages are what one wants next.
  menu.previousElementSibling?.scrollIntoView({ block: "nearest", inline: "start" });
}

function followPath(now) {
  path = now;
  history.replaceState(null, "", frame.dataset.base + (now === "/" ? "" : now));
  markCurrent();
}

function showTitle({ heading, buttons }) {
  titleBar.hidden = false;
  const title = document.createElement("h1");
  title.textContent = heading;
  const drawn = buttons.map(({ label, isPrimary, isDisabled }, index) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: label, disabled: isDisabled });
    if (isPrimary) button.className = "primary";
    button.addEventListener("click", () => tell({ type: "title", index }));
    return button;
  });
  titleBar.replaceChildren(title, ...drawn);
}

function showSaveBar({ shown, isLoading, isDisabled }) {
  saveBar.hidden = !shown;
  saveBar.setAttribute("aria-busy", String(isLoading));
  for (const button of saveBar.querySelectorAll("button")) button.disabled = isDisabled;
}

// The admin's own links leave the app: what is not saved there is asked about first.
for (const link of document.querySelectorAll("header a")) {
  link.addEventListener("click", (event) => {
    if (saveBar.hidden || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    askToLeave(() => {
      frame.remove();
      location.assign(link.href);
    });
  });
}

addEventListener("message", (event) => {
  if (event.origin !== appOrigin || event.source !== frame.contentWindow || event.data?.devstore !== 1) return;
  const { data } = event;
  if (data.type === "request") answer(data);
  if (data.type === "links") showLinks(data.links);
  if (data.type === "path") followPath(data.path);
  if (data.type === "toast") showToast(data.message, data.isError, data.duration);
  if (data.type === "toast-hide") hideToast();
  if (data.type === "loading") loading.hidden = !data.isLoading;
  if (data.type === "save-bar") showSaveBar(data);
  if (data.type === "title") showTitle(data);
  if (data.type === "admin" && /^\/[\w/-]+$/.test(data.page)) location.assign(`/store${data.page}`);
});

saveBar.addEventListener("click", (event) => {
  const action = event.target.dataset.save;
  if (action) tell({ type: "save-bar", action });
});
