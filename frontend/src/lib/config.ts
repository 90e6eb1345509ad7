/** Where this page finds its server, from /config.js at run time. */
export interface RuntimeConfig {
  /** Empty means the page's own origin. */
  apiUrl: string;
  appUrl: string;
  environment: string;
  shopifyApiKey: string;
  /** Where errors are reported; absent where nobody is to hear of them. */
  errorReports?: ErrorReports;
}

export interface ErrorReports {
  dsn: string;
  environment: string;
  release: string;
}

declare global {
  interface Window {
    __INVENTORYSYNC__?: Partial<RuntimeConfig>;
  }
}

export function readConfig(): RuntimeConfig {
  const given = window.__INVENTORYSYNC__ ?? {};
  return {
    apiUrl: (given.apiUrl ?? "").replace(/\/$/, ""),
    appUrl: given.appUrl ?? location.origin,
    environment: given.environment ?? "production",
    shopifyApiKey: given.shopifyApiKey ?? "",
    ...(given.errorReports?.dsn && { errorReports: given.errorReports }),
  };
}
