import { CameraOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/states";
import { useTranslation } from "@/words";
import { createDecoder } from "./decoder";

const LOOK_EVERY_MS = 150;

export type CameraTrouble = "missing" | "denied" | "none" | "busy" | "failed";

const TROUBLES: Record<string, CameraTrouble> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
};

export interface CameraProps {
  onCode: (code: string) => void;
  onClose: () => void;
}

/** The camera's view, and the codes it sees: each once, until another or none is in view. */
export function Camera({ onCode, onClose }: CameraProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<CameraTrouble | null>(null);
  const seen = useRef(onCode);
  useEffect(() => {
    seen.current = onCode;
  }, [onCode]);
  useEffect(() => {
    const stop = new AbortController();
    const shown = video.current;
    if (shown) {
      watch(shown, (code) => seen.current(code), stop.signal).catch((error: unknown) => {
        if (!stop.signal.aborted) setTrouble(troubleOf(error));
      });
    }
    return () => stop.abort();
  }, []);
  if (trouble !== null) {
    return (
      <EmptyState
        icon={<CameraOff className="size-5" />}
        title={t(`lookup.camera.${trouble}.title`)}
        body={t(`lookup.camera.${trouble}.body`)}
        action={<Button onClick={onClose}>{t("lookup.camera.typeInstead")}</Button>}
      />
    );
  }
  return (
    <div className="relative overflow-hidden rounded-xl bg-black">
      <video ref={video} muted playsInline aria-label={t("lookup.camera.view")} className="h-56 w-full object-cover sm:h-72" />
      <span aria-hidden className="absolute inset-x-8 top-1/2 h-24 -translate-y-1/2 rounded-lg border-2 border-white/80" />
      <Button className="absolute right-3 bottom-3" onClick={onClose}>
        {t("lookup.camera.stop")}
      </Button>
    </div>
  );
}

async function watch(video: HTMLVideoElement, onCode: (code: string) => void, signal: AbortSignal): Promise<void> {
  if (!("mediaDevices" in navigator)) throw new DOMException("no camera here", "MissingError");
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } },
  });
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return end();
  signal.addEventListener("abort", end);
  video.srcObject = stream;
  await video.play();
  const decoder = await createDecoder();
  let last: string | null = null;
  const look = async (): Promise<void> => {
    if (signal.aborted) return;
    const code = await decoder.read(video);
    if (code !== null && code !== last) onCode(code);
    last = code ?? last;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    return look();
  };
  return look();
}

function troubleOf(error: unknown): CameraTrouble {
  if (!(error instanceof DOMException)) return "failed";
  return error.name === "MissingError" ? "missing" : (TROUBLES[error.name] ?? "failed");
}
