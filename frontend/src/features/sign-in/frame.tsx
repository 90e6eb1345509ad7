import type { ReactNode } from "react";
import { BrandMark } from "@/ui/brand";
import { useTranslation } from "@/words";

/** A card in the middle of an empty page, for those who are not in yet. */
export function SignInFrame({ title, intro, children, below }: { title: string; intro?: string; children: ReactNode; below?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <div className="w-full max-w-md rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
        <div className="flex items-center gap-3">
          <BrandMark className="size-9" />
          <span className="text-base font-semibold tracking-[-0.012em]">{t("brand")}</span>
        </div>
        <h1 className="mt-6 text-xl font-semibold tracking-[-0.018em] break-words">{title}</h1>
        {intro !== undefined && <p className="mt-1 text-sm break-words text-muted">{intro}</p>}
        {children}
      </div>
      {below}
    </main>
  );
}
