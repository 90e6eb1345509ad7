import { useState } from "react";

const STORED = "inventorysync.count.sound";

/** Whether scans are heard: kept in this browser. */
export function useSound(): { isLoud: boolean; setLoud: (next: boolean) => void } {
  const [isLoud, setIsLoud] = useState(() => localStorage.getItem(STORED) === "on");
  return {
    isLoud,
    setLoud: (next) => {
      localStorage.setItem(STORED, next ? "on" : "off");
      setIsLoud(next);
    },
  };
}

/** A short tone: high for what was counted, low for what was not known. */
export function beep(good: boolean): void {
  const context = new AudioContext();
  const tone = context.createOscillator();
  tone.frequency.value = good ? 1400 : 300;
  tone.connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + (good ? 0.08 : 0.3));
  tone.addEventListener("ended", () => void context.close());
}
