import { useEffect } from "react";
import { useRouteError } from "react-router";
import { ErrorState } from "@/ui/states";
import { useTranslation } from "@/words";

/** The last net: an error in our own code, or a part of the app that could not be loaded. */
export function Crash() {
  const { t } = useTranslation();
  const error = useRouteError();
  // The router has caught it: told to the window, it reaches whoever listens for errors there.
  useEffect(() => reportError(error), [error]);
  return (
    <div className="mx-auto max-w-xl p-6">
      <ErrorState
        title={t("crash.title")}
        detail={t("crash.body")}
        reference={error instanceof Error ? `${error.name}: ${error.message}` : String(error)}
        retry={t("crash.reload")}
        onRetry={() => location.reload()}
      />
    </div>
  );
}
