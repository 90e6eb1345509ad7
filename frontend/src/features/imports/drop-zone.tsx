import { FileUp } from "lucide-react";
import { type DragEvent, useId, useState } from "react";
import { classes } from "@/ui/classes";

interface DropZoneProps {
  label: string;
  hint: string;
  disabled: boolean;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
}

/** Where a spreadsheet is chosen, or dropped. */
export function DropZone({ label, hint, disabled, multiple = false, onFiles }: DropZoneProps) {
  const input = useId();
  const [isOver, setIsOver] = useState(false);
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setIsOver(over);
  };
  return (
    <label
      htmlFor={input}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        if (!disabled) onFiles([...event.dataTransfer.files]);
      }}
      className={classes(
        "flex cursor-pointer flex-col items-center gap-1 rounded-xl border border-dashed px-4 py-8 text-center",
        "focus-within:outline-2 focus-within:outline-brand hover:bg-hover",
        isOver ? "border-brand bg-brand-soft" : "border-field/70",
      )}
    >
      <FileUp aria-hidden className="mb-1 size-6 text-muted" />
      <span className="text-sm font-medium">{label}</span>
      <span className="text-xs text-muted">{hint}</span>
      <input
        id={input}
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        className="sr-only"
        multiple={multiple}
        disabled={disabled}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </label>
  );
}
