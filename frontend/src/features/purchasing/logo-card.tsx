import { ImageUp } from "lucide-react";
import { useId, useState } from "react";
import type { Rules } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import "@/words/order-files";
import { useLogo, useSetLogo } from "./queries";

/** The logo that orders bear: chosen, seen, taken off. */
export function LogoCard({ logo, isAdmin }: { logo: Rules["logo"]; isAdmin: boolean }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const picture = useLogo(logo?.changed_at ?? null);
  const set = useSetLogo();
  const input = useId();
  const [removing, setRemoving] = useState(false);
  const send = (file: File | null, done: string) =>
    set.mutate(file, {
      onSuccess: () => {
        setRemoving(false);
        showSuccess(done);
      },
    });
  return (
    <Card title={t("logo.title")} note={t("logo.note")}>
      <div className="flex flex-col items-start gap-3">
        {logo && picture.data && (
          <span className="max-w-full rounded-lg border border-line bg-white p-3">
            <img src={picture.data} alt={t("logo.alt")} width={logo.width} height={logo.height} className="h-auto max-h-20 w-auto max-w-full object-contain" />
          </span>
        )}
        {!logo && <p className="text-sm text-muted">{t("logo.empty")}</p>}
        {picture.error && <QueryError title={t("logo.readFailed")} error={picture.error} />}
        {isAdmin && (
          <div className="flex flex-wrap gap-2">
            <label htmlFor={input} className={`${buttonClasses("plain", true)} cursor-pointer focus-within:outline-2 focus-within:outline-brand`}>
              <ImageUp aria-hidden className="size-3.5" />
              {t(logo ? "logo.change" : "logo.choose")}
              <input
                id={input}
                type="file"
                accept="image/png,image/jpeg"
                className="sr-only"
                disabled={set.isPending}
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  if (file) send(file, t("logo.saved"));
                  event.target.value = "";
                }}
              />
            </label>
            {logo && (
              <Button small onClick={() => setRemoving(true)}>
                {t("logo.remove")}
              </Button>
            )}
          </div>
        )}
        {set.error && !removing && <QueryError title={t("logo.failed")} error={set.error} />}
      </div>
      <Confirm
        open={removing}
        title={t("logo.removeTitle")}
        body={t("logo.removeBody")}
        confirm={t("logo.remove")}
        cancel={t("common.cancel")}
        busy={set.isPending}
        error={set.error && <QueryError title={t("logo.failed")} error={set.error} />}
        onCancel={() => setRemoving(false)}
        onConfirm={() => send(null, t("logo.removed"))}
      />
    </Card>
  );
}
