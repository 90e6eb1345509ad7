import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { classes } from "./classes";

type Look = "primary" | "plain" | "quiet" | "danger";

const LOOKS: Record<Look, string> = {
  primary: "bg-brand text-brand-ink border-transparent hover:bg-brand-strong",
  plain: "bg-surface text-ink border-line-strong hover:bg-hover",
  quiet: "bg-transparent text-ink border-transparent hover:bg-hover",
  danger: "bg-bad-soft text-bad-text border-transparent hover:brightness-95 dark:hover:brightness-125",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  small?: boolean;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function buttonClasses(look: Look = "plain", small = false): string {
  return classes(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg border font-medium whitespace-nowrap transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-50 aria-busy:cursor-progress",
    small ? "h-8 px-2.5 text-xs" : "h-9 px-3.5 text-sm",
    LOOKS[look],
  );
}

export function Button({ look, small, icon, className, children, type = "button", ...rest }: ButtonProps) {
  return (
    <button type={type} className={classes(buttonClasses(look, small), className)} {...rest}>
      {icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children" | "icon"> {
  label: string;
  children: ReactNode;
}

/** A button that is only a picture: its label is read aloud and shown as its title. */
export function IconButton({ label, look = "quiet", className, children, type = "button", ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={classes(
        "inline-flex size-9 shrink-0 items-center justify-center rounded-lg border transition-colors disabled:opacity-50",
        LOOKS[look],
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
