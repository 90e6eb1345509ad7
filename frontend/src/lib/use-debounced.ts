import { useEffect, useState } from "react";

/** A value once it has rested for `milliseconds`. Values are compared by what they say. */
export function useDebounced<T>(value: T, milliseconds: number): T {
  const [rested, setRested] = useState(value);
  const said = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(JSON.parse(said) as T), milliseconds);
    return () => clearTimeout(timer);
  }, [said, milliseconds]);
  return rested;
}
