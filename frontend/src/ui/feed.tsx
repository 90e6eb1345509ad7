/** Records as a list, where a table would not fit: what happened, about what, and the number. */
import type { ReactNode } from "react";

export function Feed({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol aria-label={label} className="border-t border-line">
      {children}
    </ol>
  );
}

export interface FeedRowProps {
  mark: ReactNode;
  title: ReactNode;
  /** What else is known, in the order of its weight; what is not known is left out. */
  details: readonly (ReactNode | null)[];
  figure: ReactNode;
  figureNote?: ReactNode;
}

export function FeedRow({ mark, title, details, figure, figureNote }: FeedRowProps) {
  const known = details.filter((detail) => detail !== null && detail !== "");
  return (
    <li className="flex items-start gap-3 border-b border-line px-4 py-2.5 last:border-0">
      <span className="mt-0.5">{mark}</span>
      <span className="min-w-0 flex-1">
        <span className="block text-sm font-medium">{title}</span>
        <span className="block text-xs text-muted">
          {known.map((detail, index) => (
            // The details of one record keep their order.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index}>
              {index > 0 && " · "}
              {detail}
            </span>
          ))}
        </span>
      </span>
      <span className="tnum shrink-0 text-right text-sm">
        <span className="block">{figure}</span>
        {figureNote !== undefined && <span className="block text-xs text-muted">{figureNote}</span>}
      </span>
    </li>
  );
}
