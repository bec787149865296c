const KEY = "finops.token";

/** The parts of a window that hold the token; tests bring their own. */
export interface TokenPlace {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  readonly localStorage: Storage;
}

/**
 * The token of the printed link (`#token=…`), taken out of the address bar and kept for reloads and other tabs.
 * Undefined when there is none yet.
 */
export function takeToken({ location, history, localStorage }: TokenPlace): string | undefined {
  const given = new URLSearchParams(location.hash.replace(/^#\/?/, "")).get("token");
  if (given) {
    localStorage.setItem(KEY, given);
    history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  }
  return localStorage.getItem(KEY) ?? undefined;
}

export function forgetToken({ localStorage }: TokenPlace): void {
  localStorage.removeItem(KEY);
}
