// The development store's stand-in for Shopify's app-bridge.js: the same window.shopify, spoken to the admin page
// around the frame by messages. Both sides check who speaks: the frame trusts the address this script came from.
(() => {
  const script = document.currentScript;
  const adminOrigin = new URL(script.src).origin;
  const parameters = new URLSearchParams(location.search);
  const waiting = new Map();
  let lastRequest = 0;

  const tell = (message) => window.parent.postMessage({ devstore: 1, ...message }, adminOrigin);

  function ask(method) {
    return new Promise((resolve, reject) => {
      const id = ++lastRequest;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`The admin did not answer ${method}.`));
      }, 10_000);
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
    for (const name of ["embedded", "shop", "host", "id_token"]) url.searchParams.delete(name);
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

  const style = document.createElement("style");
  style.textContent = `${menus} { display: none; }`;
  document.head.append(style);
  new MutationObserver(tellLinks).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
  });
  addEventListener("DOMContentLoaded", () => {
    tellLinks();
    tellPath();
  });

  // --- the save bar belongs to an element of the app; the admin shows it and says what was pressed ---
  let savingId = null;

  function showSaveBar(id) {
    savingId = id;
    tell({ type: "save-bar", shown: true });
    return Promise.resolve();
  }

  function hideSaveBar(id) {
    if (savingId === id) savingId = null;
    tell({ type: "save-bar", shown: savingId !== null });
    return Promise.resolve();
  }

  function pressSaveBar(action) {
    const bar = savingId && document.getElementById(savingId);
    const primary = '[variant="primary"]';
    bar?.querySelector(action === "save" ? `button${primary}` : `button:not(${primary})`)?.click();
  }

  addEventListener("message", (event) => {
    if (event.origin !== adminOrigin || event.source !== window.parent || event.data?.devstore !== 1) return;
    if (event.data.type === "answer") answer(event.data);
    if (event.data.type === "navigate") go(event.data.href);
    if (event.data.type === "save-bar") pressSaveBar(event.data.action);
  });

  let lastToast = 0;
  window.shopify = {
    config: {
      apiKey: script.dataset.apiKey ?? "",
      shop: parameters.get("shop") ?? "",
      host: parameters.get("host") ?? "",
      locale: "en-GB",
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
    saveBar: { show: showSaveBar, hide: hideSaveBar },
  };
})();
