/** What a page of the analysis shows, as its address says it. */
import type { AnalysisCell, AnalysisQuestion } from "@/api/types";

export type Abc = AnalysisCell["abc"];
export type Xyz = AnalysisCell["xyz"];
export type Bucket = NonNullable<AnalysisQuestion["bucket"]>;
export type Narrowed = { location_id?: string; vendor?: string; product_type?: string };
export type ListName = "class" | "dead" | "excess" | "lost" | "cover";
export type ListPart = { name: ListName; abc?: Abc; xyz?: Xyz; bucket?: Bucket };

export const ABC = ["A", "B", "C"] as const satisfies readonly Abc[];
export const XYZ = ["X", "Y", "Z"] as const satisfies readonly Xyz[];
export const BUCKETS = ["out", "week", "fortnight", "month", "two_months", "quarter", "half", "year", "more", "idle"] as const satisfies readonly Bucket[];
const NAMES = ["class", "dead", "excess", "lost", "cover"] as const satisfies readonly ListName[];
const ALL_ABC = [...ABC, "none"] as const;

export function narrowedOf(parameters: URLSearchParams): Narrowed {
  const [location, vendor, type] = ["location", "vendor", "type"].map((name) => parameters.get(name) ?? "");
  return { ...(location && { location_id: `gid://shopify/Location/${location}` }), ...(vendor && { vendor }), ...(type && { product_type: type }) };
}

export function partOf(parameters: URLSearchParams): ListPart | null {
  const name = NAMES.find((each) => each === parameters.get("list"));
  if (name === undefined) return null;
  const xyz = XYZ.find((each) => each === parameters.get("xyz"));
  if (name === "class") return { name, abc: ALL_ABC.find((each) => each === parameters.get("abc")) ?? "A", ...(xyz && { xyz }) };
  if (name === "cover") return { name, bucket: BUCKETS.find((each) => each === parameters.get("bucket")) ?? "out" };
  return { name };
}

/** The address's words for a list; those of another one are taken out. */
export function wordsOf(part: ListPart | null): Record<string, string | null> {
  return { list: part?.name ?? null, abc: part?.abc ?? null, xyz: part?.xyz ?? null, bucket: part?.bucket ?? null };
}
