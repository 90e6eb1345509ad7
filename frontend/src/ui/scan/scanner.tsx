import { ScanBarcode } from "lucide-react";
import { type FormEvent, Suspense, lazy, useEffect, useRef, useState } from "react";
import { useTranslation } from "@/words";
import "@/words/unpacking";
import { Button } from "../button";
import { Field, Input } from "../field";
import { Segmented } from "../segmented";
import { Skeleton } from "../states";

const Camera = lazy(async () => ({ default: (await import("./camera")).Camera }));

export interface ScannerProps<Verdict extends string> {
  /** What a scan may count as. */
  verdicts: readonly { value: Verdict; label: string }[];
  verdict: Verdict;
  onVerdict: (next: Verdict) => void;
  onCode: (code: string) => void;
}

/** The field a hand scanner types into, the camera, and what a scan counts as. */
export function Scanner<Verdict extends string>({ verdicts, verdict, onVerdict, onCode }: ScannerProps<Verdict>) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [filming, setFilming] = useState(false);
  useEffect(() => {
    // While the camera looks, the keyboard of a phone would only be in its way.
    if (!filming) input.current?.focus({ preventScroll: true });
  }, [filming]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const field = input.current;
    const code = field?.value.trim() ?? "";
    if (!field || code === "") return;
    field.value = "";
    onCode(code);
  };
  return (
    <div className="flex flex-col gap-3">
      {filming && (
        <Suspense fallback={<Skeleton className="h-56 w-full rounded-xl" />}>
          <Camera onCode={onCode} onClose={() => setFilming(false)} />
        </Suspense>
      )}
      <form onSubmit={submit} role="search">
        <Field label={t("unpacking.scan")} hint={t("unpacking.hint")}>
          {(control) => (
            <span className="flex gap-2">
              <Input {...control} ref={input} autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={200} className="h-12 font-mono" />
              <Button type="submit" className="h-12">
                {t("unpacking.count")}
              </Button>
            </span>
          )}
        </Field>
      </form>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={t("unpacking.mode")}
          value={verdict}
          options={verdicts}
          onChange={onVerdict}
        />
        {!filming && (
          <Button className="h-9 flex-1" icon={<ScanBarcode aria-hidden className="size-4" />} onClick={() => setFilming(true)}>
            {t("unpacking.camera")}
          </Button>
        )}
      </div>
    </div>
  );
}
