/** The whole app on one page, signed in, talking to the server of the test. */
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "@/app/app";
import { createStandaloneHost } from "@/host/standalone";

export function renderApp(address: string) {
  history.replaceState(null, "", `${address}#key=isk_test`);
  const host = createStandaloneHost("http://shop.test");
  const user = userEvent.setup();
  render(<App host={host} config={{ apiUrl: "http://shop.test", appUrl: "", environment: "test", shopifyApiKey: "" }} />);
  return { user };
}
