import { useTranslation } from "@/words";
import { ErrorState } from "./states";

export interface QueryErrorProps {
  title: string;
  error: Error;
  onRetry?: () => void;
}

/** A failed reading or writing, with the server's own words and what finds it in the log. */
export function QueryError({ title, error, onRetry }: QueryErrorProps) {
  const { t } = useTranslation();
  const requestId = "requestId" in error && typeof error.requestId === "string" ? error.requestId : null;
  return (
    <ErrorState
      title={title}
      detail={error.message}
      reference={requestId === null ? undefined : t("common.reference", { id: requestId })}
      {...(onRetry && { retry: t("common.retry"), onRetry })}
    />
  );
}
