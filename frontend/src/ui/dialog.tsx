import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useId, useState } from "react";
import { UnsavedScope, hasUnsaved } from "@/lib/unsaved";
import { classes } from "./classes";
import { DiscardQuestion } from "./discard-question";
import { useOpener } from "./opener";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  closeLabel: string;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** More room, for tables and forms in columns. */
  wide?: boolean;
  children: ReactNode;
}

/**
 * A task in front of the page. On phones it rises from the bottom edge and fills the width. Escape, its cross and a
 * press beside it ask first where a form in it holds something that is not saved; its own buttons say what they do.
 */
export function Dialog({ open, onClose, title, description, closeLabel, footer, wide = false, children }: DialogProps) {
  const returnFocus = useOpener();
  const scope = useId();
  const [asking, setAsking] = useState(false);
  const leave = () => (hasUnsaved(scope) ? setAsking(true) : onClose());
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && leave()}>
      <Radix.Portal>
        <Radix.Overlay className="enter-scrim fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          onCloseAutoFocus={returnFocus}
          // Escape first closes what a field of it offers.
          onEscapeKeyDown={(event) => event.target instanceof Element && event.target.matches("[data-offers][aria-expanded=true]") && event.preventDefault()}
          {...(description === undefined && { "aria-describedby": undefined })}
          className={classes(
            "enter fixed z-50 flex max-h-[94dvh] w-full flex-col bg-surface shadow-float outline-none",
            "inset-x-0 bottom-0 rounded-t-2xl sm:inset-auto sm:top-1/2 sm:left-1/2 sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl",
            wide ? "sm:max-w-2xl" : "sm:max-w-lg",
          )}
        >
          <header className="flex items-start justify-between gap-4 border-b border-line px-5 pt-4 pb-3">
            <div className="min-w-0">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description asChild>
                  <div className="text-sm text-muted">{description}</div>
                </Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label={closeLabel}
              className="-mr-2 inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4.5" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
            <UnsavedScope value={scope}>{children}</UnsavedScope>
          </div>
          {asking && <DiscardQuestion onLeave={onClose} onStay={() => setAsking(false)} />}
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
