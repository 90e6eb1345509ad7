import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { UnsavedScope, hasUnsaved, useUnsaved } from "./unsaved";

function Form({ isUnsaved }: { isUnsaved: boolean }) {
  useUnsaved(isUnsaved);
  return null;
}

/** Whether the browser would ask before the window goes. */
function asks(): boolean {
  return !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

describe("what is typed and not saved", () => {
  it("makes the browser ask for as long as it is there", () => {
    const { rerender, unmount } = render(<Form isUnsaved={false} />);
    expect([hasUnsaved(), asks()]).toEqual([false, false]);
    rerender(<Form isUnsaved />);
    expect([hasUnsaved(), asks()]).toEqual([true, true]);
    rerender(<Form isUnsaved={false} />);
    expect([hasUnsaved(), asks()]).toEqual([false, false]);
    rerender(<Form isUnsaved />);
    unmount();
    expect([hasUnsaved(), asks()]).toEqual([false, false]);
  });

  it("belongs to its dialog, and keeps no other from being closed", () => {
    render(
      <UnsavedScope value="one">
        <Form isUnsaved />
      </UnsavedScope>,
    );
    expect([hasUnsaved("one"), hasUnsaved("other"), hasUnsaved()]).toEqual([true, false, true]);
  });
});
