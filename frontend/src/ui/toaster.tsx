import { CircleCheck } from "lucide-react";
import { useSyncExternalStore } from "react";

/** Passing words of success. What failed is never said in passing: it stays where it failed. */
interface Toast {
  id: number;
  message: string;
}

const SHOWN_MS = 4500;
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let nextId = 1;

function replace(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function showToast(message: string): void {
  const id = nextId++;
  replace([...toasts.slice(-2), { id, message }]);
  setTimeout(() => replace(toasts.filter((toast) => toast.id !== id)), SHOWN_MS);
}

export function Toaster() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-5 z-60 flex flex-col items-center gap-2">
      {shown.map((toast) => (
        <p
          key={toast.id}
          className="enter flex max-w-md items-center gap-2 rounded-xl bg-ink px-4 py-2.5 text-sm font-medium text-canvas shadow-float"
        >
          <CircleCheck aria-hidden className="size-4.5 shrink-0" />
          {toast.message}
        </p>
      ))}
    </div>
  );
}
