import { ChevronDown } from "lucide-react";
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { classes } from "./classes";

const CONTROL =
  "w-full rounded-lg border border-field/70 bg-surface px-3 text-ink placeholder:text-muted/90 " +
  "aria-invalid:border-bad disabled:bg-sunken disabled:text-muted";

export interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: string;
  className?: string;
  children: (control: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean }) => ReactNode;
}

/** A label, its control, a hint, and what is wrong: tied together for those who hear the page. */
export function Field({ label, hint, error, optional, className, children }: FieldProps) {
  const id = useId();
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={classes("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="flex items-baseline justify-between text-sm font-medium">
        {label}
        {optional !== undefined && <span className="text-xs font-normal text-muted">{optional}</span>}
      </label>
      {children({ id, "aria-describedby": described, "aria-invalid": error !== undefined })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-bad-text">
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

type WithRef<P, E> = P & { ref?: Ref<E> };

export function Input({ className, ...rest }: WithRef<InputHTMLAttributes<HTMLInputElement>, HTMLInputElement>) {
  return <input className={classes(CONTROL, "h-9 text-base sm:text-sm", className)} {...rest} />;
}

export function TextArea({
  className,
  ...rest
}: WithRef<TextareaHTMLAttributes<HTMLTextAreaElement>, HTMLTextAreaElement>) {
  return <textarea className={classes(CONTROL, "py-2 text-base sm:text-sm", className)} rows={2} {...rest} />;
}

/** The system's own list: on a phone nothing drawn by us is as good. */
export function Select({
  className,
  children,
  small = false,
  ...rest
}: WithRef<SelectHTMLAttributes<HTMLSelectElement>, HTMLSelectElement> & { small?: boolean }) {
  return (
    <span className={classes("relative block", className)}>
      <select className={classes(CONTROL, "appearance-none pr-8 text-ellipsis", small ? "h-8 text-xs" : "h-9 text-base sm:text-sm")} {...rest}>
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted" />
    </span>
  );
}
