/** A view that the reader keeps, by its address. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
}

const KEY = "finops.explore.views";
const MOST = 50;
const LONGEST_NAME = 80;

/** Views kept in this browser, in the order of their names. What cannot be read is no view. */
export function savedViews(storage: Storage): SavedView[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Keeps a view under a name, which stands for no other one any more. */
export function saveView(storage: Storage, { name, query }: SavedView): SavedView[] {
  const short = name.trim().slice(0, LONGEST_NAME);
  if (short === "") return savedViews(storage);
  const others = savedViews(storage).filter((view) => view.name !== short);
  return keep(storage, [...others, { name: short, query }].slice(-MOST));
}

export function forgetView(storage: Storage, name: string): SavedView[] {
  return keep(
    storage,
    savedViews(storage).filter((view) => view.name !== name),
  );
}

function keep(storage: Storage, views: readonly SavedView[]): SavedView[] {
  const sorted = [...views].sort((one, other) => one.name.localeCompare(other.name, "en"));
  storage.setItem(KEY, JSON.stringify(sorted));
  return sorted;
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null) return false;
  const { name, query } = value as Partial<Record<keyof SavedView, unknown>>;
  return typeof name === "string" && typeof query === "string";
}
