/** `npm run preview`: the built web app on $PORT, its api at $VITE_API_URL. */
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { serveFiles } from "./files.js";

const { env } = process;
const port = Number(env.PORT ?? 4173);
const host = env.HOST ?? "127.0.0.1";
const server = createServer(
  serveFiles(fileURLToPath(new URL("../dist", import.meta.url)), {
    apiUrl: env.VITE_API_URL ?? "",
    appUrl: env.VITE_APP_URL ?? "",
    environment: env.VITE_ENVIRONMENT ?? "production",
    shopifyApiKey: env.VITE_SHOPIFY_API_KEY ?? "",
    ...(env.VITE_SENTRY_DSN && {
      errorReports: {
        dsn: env.VITE_SENTRY_DSN,
        environment: env.VITE_ENVIRONMENT ?? "production",
        release: env.VITE_SENTRY_RELEASE ?? env.RAILWAY_GIT_COMMIT_SHA?.slice(0, 12) ?? "",
      },
    }),
  }),
);
server.listen(port, host, () => console.log(`The web app is on http://${host}:${port}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => process.exit(0)));
