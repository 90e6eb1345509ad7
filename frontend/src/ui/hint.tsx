import { Tooltip } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

export const HintProvider = Tooltip.Provider;

export interface HintProps {
  text: ReactNode;
  children: ReactElement;
}

/** A short explanation on hover and on focus. Never the only place where something is said. */
export function Hint({ text, children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="enter z-60 max-w-72 rounded-lg bg-ink px-2.5 py-1.5 text-xs text-canvas shadow-float"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
