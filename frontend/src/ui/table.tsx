/** A plain table for short lists. It scrolls sideways within itself, never the page. */
import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from "react";
import { classes } from "./classes";

export function Table({ label, children }: { label: string; children: ReactNode }) {
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="relative overflow-x-auto" role="region" aria-label={label} tabIndex={0}>
      <table className="w-full border-collapse text-sm" aria-label={label}>
        {children}
      </table>
    </div>
  );
}

interface Aligned {
  end?: boolean;
}

export function Th({ end = false, className, children, ...rest }: ThHTMLAttributes<HTMLTableCellElement> & Aligned) {
  return (
    <th
      scope="col"
      className={classes(
        "h-9 border-b border-line px-3 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
        end ? "text-right" : "text-left",
        className,
      )}
      {...rest}
    >
      {children}
    </th>
  );
}

export function Td({ end = false, className, children, ...rest }: TdHTMLAttributes<HTMLTableCellElement> & Aligned) {
  return (
    <td
      className={classes(
        "border-b border-line px-3 py-2 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
        end && "text-right",
        className,
      )}
      {...rest}
    >
      {children}
    </td>
  );
}
