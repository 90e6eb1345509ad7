// Runs before the first paint, so that a dark page never flashes white. See src/lib/theme.ts.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("inventorysync.theme");
  } catch {
    choice = null; // Storage is blocked in some frames: follow the system.
  }
  // Shopify's admin, which App Bridge stands for, is always light.
  if (window.shopify) choice = "light";
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
