// The development store's stand-in for Shopify's app-bridge.js: the same window.shopify, spoken to the admin page
// around the frame by messages. Both sides check who speaks: the frame trusts the address this script came from.
(() => {
  const script = document.currentScript;
  const adminOrigin = new URL(script.src).origin;
  const parameters = new URLSearchParams(location.search);
  const waiting = new Map();
  let lastRequest = 0;

  const tell = (message) => window.parent.postMessage({ devstore: 1, ...message }, adminOrigin);

  // What waits for a person has no end of its own.
  function ask(method, seconds = 10) {
    return new Promise((resolve, reject) => {
      const id = ++lastRequest;
      const timer = seconds && setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`The admin did not answer ${method}.`));
      }, seconds * 1000);
      waiting.set(id, { resolve, reject, timer });
      tell({ type: "request", id, method });
    });
  }

  function answer({ id, result, error }) {
    const request = waiting.get(id);
    if (!request) return;
    waiting.delete(id);
    clearTimeout(request.timer);
    if (error) request.reject(new Error(error));
    else request.resolve(result);
  }

  // --- ID tokens live a minute; one is used again while it has at least fifteen seconds left ---
  let token = null;
  let asked = null;

  function secondsLeft(jwt) {
    const claims = JSON.parse(atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    return claims.exp - Date.now() / 1000;
  }

  function idToken() {
    if (token && secondsLeft(token) > 15) return Promise.resolve(token);
    asked ??= ask("idToken")
      .then((fresh) => (token = fresh))
      .finally(() => (asked = null));
    return asked;
  }

  // --- navigation: the admin shows the app's links and follows its address ---
  const menus = "s-app-nav, ui-nav-menu";
  const inMenus = "s-app-nav [href], ui-nav-menu [href]";
  let shown = "";

  function tellLinks() {
    const links = [...document.querySelectorAll(inMenus)].map((link) => ({
      href: link.getAttribute("href"),
      label: link.textContent.trim(),
      isHome: link.getAttribute("rel") === "home",
    }));
    const text = JSON.stringify(links);
    if (text === shown) return;
    shown = text;
    tell({ type: "links", links });
  }

  function go(href) {
    const link = [...document.querySelectorAll(inMenus)].find((one) => one.getAttribute("href") === href);
    if (!link) return;
    const event = new Event("shopify:navigate", { bubbles: true, cancelable: true });
    link.dispatchEvent(event);
  }

  let lastPath = null;
  function tellPath() {
    const url = new URL(location.href);
    for (const name of ["embedded", "shop", "host", "id_token", "locale"]) url.searchParams.delete(name);
    const path = url.pathname + url.search;
    if (path === lastPath) return;
    lastPath = path;
    tell({ type: "path", path });
  }

  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...given) {
      original.apply(this, given);
      tellPath();
    };
  }
  addEventListener("popstate", tellPath);

  // --- links to the admin's own pages: the admin goes there itself ---
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="shopify://admin/"]') : null;
    if (!link) return;
    event.preventDefault();
    tell({ type: "admin", page: link.getAttribute("href").slice("shopify://admin".length) });
  });

  // --- the title bar: the heading of an `s-page` and the buttons in its slots, drawn by the admin ---
  const titleButtons = () => [...document.querySelectorAll("s-page > s-button[slot]")];
  let shownTitle = "";

  function tellTitle() {
    const heading = document.querySelector("s-page")?.getAttribute("heading") ?? document.title;
    const buttons = titleButtons().map((button) => ({
      label: button.textContent.trim(),
      isPrimary: button.getAttribute("slot") === "primary-action",
      isDisabled: button.hasAttribute("disabled"),
    }));
    const text = JSON.stringify([heading, buttons]);
    if (text === shownTitle) return;
    shownTitle = text;
    tell({ type: "title", heading, buttons });
  }

  const pressTitle = (index) => titleButtons()[index]?.click();

  // --- the save bar belongs to an element of the app; the admin shows it and says what was pressed ---
  let savingId = null;
  let shownSaveBar = "";

  function saveButtons() {
    const bar = savingId && document.getElementById(savingId);
    if (bar?.localName !== "ui-save-bar") return null;
    return { save: bar.querySelector('button[variant="primary"]'), discard: bar.querySelector("button:not([variant])") };
  }

  function tellSaveBar() {
    const buttons = saveButtons();
    const message = {
      type: "save-bar",
      shown: buttons !== null,
      isLoading: buttons?.save?.hasAttribute("loading") ?? false,
      isDisabled: buttons?.save?.disabled ?? false,
    };
    const text = JSON.stringify(message);
    if (text === shownSaveBar) return;
    shownSaveBar = text;
    tell(message);
  }

  async function showSaveBar(id) {
    if (document.getElementById(id)?.localName !== "ui-save-bar") throw new Error(`There is no ui-save-bar ${id}.`);
    savingId = id;
    tellSaveBar();
  }

  async function hideSaveBar(id) {
    if (savingId === id) savingId = null;
    tellSaveBar();
  }

  const pressSaveBar = (action) => saveButtons()?.[action]?.click();

  // Resolved where there is nothing to lose or the person leaves; whoever stays leaves it open.
  const leaveConfirmation = () => (saveButtons() ? ask("leaveConfirmation", 0) : Promise.resolve());

  const style = document.createElement("style");
  style.textContent = `${menus}, ui-save-bar { display: none; }`;
  document.head.append(style);
  function tellAll() {
    tellLinks();
    tellTitle();
    tellSaveBar();
  }
  new MutationObserver(tellAll).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["heading", "disabled", "loading"],
  });
  addEventListener("DOMContentLoaded", () => {
    tellAll();
    tellPath();
  });

  addEventListener("message", (event) => {
    if (event.origin !== adminOrigin || event.source !== window.parent || event.data?.devstore !== 1) return;
    if (event.data.type === "answer") answer(event.data);
    if (event.data.type === "navigate") go(event.data.href);
    if (event.data.type === "save-bar") pressSaveBar(event.data.action);
    if (event.data.type === "title") pressTitle(event.data.index);
  });

  let lastToast = 0;
  window.shopify = {
    config: {
      apiKey: script.dataset.apiKey ?? "",
      shop: parameters.get("shop") ?? "",
      host: parameters.get("host") ?? "",
      locale: parameters.get("locale") ?? "en-GB",
    },
    idToken,
    toast: {
      show(message, options = {}) {
        const id = String(++lastToast);
        tell({
          type: "toast",
          id,
          message: String(message),
          isError: options.isError === true,
          duration: options.duration ?? 5000,
        });
        return id;
      },
      hide: (id) => tell({ type: "toast-hide", id }),
    },
    loading: (isLoading) => tell({ type: "loading", isLoading: isLoading !== false }),
    saveBar: {
      show: showSaveBar,
      hide: hideSaveBar,
      toggle: (id) => (savingId === id ? hideSaveBar(id) : showSaveBar(id)),
      leaveConfirmation,
    },
  };
})();
