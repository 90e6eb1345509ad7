/*
 * Serves the counting page where there is no connection: nothing but the web app's own files, which the
 * page has put into the cache while there was one. What is asked of the server never passes through here.
 */
const CACHE = "inventorysync.counting";
const PAGE = "/stocktakes/-/count";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && /^\/stocktakes\/[^/]+\/count$/.test(url.pathname) && !url.searchParams.has("shop");
  const isFile = url.pathname.startsWith("/assets/") || ["/config.js", "/theme.js", "/favicon.svg"].includes(url.pathname);
  if (isPage || isFile) event.respondWith(fromServerOrKept(request, isPage ? PAGE : url.pathname));
});

/** The server's answer; where it cannot be asked, what was kept. */
async function fromServerOrKept(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(path, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
