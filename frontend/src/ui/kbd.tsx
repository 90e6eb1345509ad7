export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line-strong bg-sunken px-1.5 font-sans text-2xs font-medium text-muted">
      {children}
    </kbd>
  );
}
