/** The names under which answers are kept, so that the live stream can find them. */
export const keys = {
  shop: ["shop"] as const,
  locations: ["locations"] as const,
  overview: ["overview"] as const,
  sync: ["sync"] as const,
  syncLog: ["sync-log"] as const,
  drift: ["drift"] as const,
  quarantine: ["quarantine"] as const,
  levels: ["levels"] as const,
  levelCount: ["level-count"] as const,
  savedViews: ["saved-views"] as const,
  items: ["items"] as const,
  item: (id: string) => ["items", id] as const,
  movements: (id: string) => ["items", id, "movements"] as const,
  history: (id: string) => ["items", id, "history"] as const,
  changeSet: (id: string) => ["change-sets", id] as const,
  apiKeys: ["api-keys"] as const,
};
