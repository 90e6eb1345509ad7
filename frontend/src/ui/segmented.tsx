import { ToggleGroup } from "radix-ui";
import { classes } from "./classes";

export interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  /** Fills the width with equal parts. */
  wide?: boolean;
}

/** A few choices that exclude each other, all in view; arrow keys move between them. */
export function Segmented<Value extends string>({ label, value, options, onChange, wide = false }: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      aria-label={label}
      onValueChange={(next) => {
        const option = options.find((each) => each.value === next);
        if (option) onChange(option.value);
      }}
      className={classes("flex rounded-lg bg-sunken p-0.5", wide ? "w-full" : "w-fit max-w-full overflow-x-auto")}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={classes(
            "h-7.5 rounded-md px-3 text-xs font-medium whitespace-nowrap text-muted transition-colors hover:text-ink",
            "focus-visible:outline-offset-[-2px] data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-sm",
            "dark:data-[state=on]:bg-line",
            wide && "flex-1 px-1",
          )}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
