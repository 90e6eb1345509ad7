import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const apiUrl = process.env.VITE_API_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // Each answer has a nonce of its own: whoever serves the page writes it in this place.
  html: { cspNonce: "__CSP_NONCE__" },
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    // The policy forbids inline data: fonts and scripts, and a preload shim is an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      output: {
        // What every page needs and a release rarely changes: one file, packed together, kept by browsers.
        codeSplitting: {
          groups: [
            { name: "vendor", test: /node_modules\/(react|react-dom|scheduler|react-router|@tanstack\/(query-core|react-query)|use-sync-external-store)\// },
            // Small parts that the first page shows: one file weighs less than thirty.
            { name: "parts", test: /src\/(api\/(keys|problem|shop|server-context|live|client)|ui\/(button|discard-question|page-header|states|query-error|display|format-context|badge|card|page|brand|classes|table)|ui\/stock\/cause|host\/host-context|lib\/(gid|adjust-request|format|clock|config|locale|unsaved)|ui\/toaster|host\/(app-bridge|session))\.tsx?$|lucide-react\/dist\/esm\/icons\/(check|circle-check|file-pen|scan-barcode|search|users|x|triangle-alert)\./ },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": apiUrl,
      "/events": apiUrl,
      "/config.js": apiUrl,
    },
  },
});
