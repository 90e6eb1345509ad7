import { type RefObject, useLayoutEffect, useState } from "react";

export interface Room {
  width: number;
  height: number;
}

/** How much room there is inside an element, kept true while the window changes. */
export function useRoom(element: RefObject<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return undefined;
    const measure = () =>
      setRoom((held) =>
        held.width === measured.clientWidth && held.height === measured.clientHeight ? held : { width: measured.clientWidth, height: measured.clientHeight },
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return room;
}
