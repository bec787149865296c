import { useEffect, useState } from "react";

/** How something is written behind the `?` of a page's address. */
export interface Written<T> {
  readonly read: (query: URLSearchParams) => T;
  readonly write: (state: T) => URLSearchParams;
}

/** Browsers refuse an address that changes with every letter typed. */
const WRITE_AFTER_MS = 300;

/** What a page shows, kept in its address, so that a link shows the same; `written` stays the same object. */
export function useAddressState<T>(written: Written<T>): readonly [T, (state: T) => void] {
  const [state, setState] = useState(() => written.read(queryOf(window.location.hash)));
  const [page] = useState(() => pathOf(window.location.hash));
  useEffect(() => {
    // An address that others wrote: a link to the page, or back and forth.
    const follow = () => setState(written.read(queryOf(window.location.hash)));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [written]);
  useEffect(() => {
    const timer = setTimeout(() => replaceQuery(page, written.write(state)), WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [page, written, state]);
  return [state, setState];
}

function queryOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split("?").slice(1).join("?"));
}

function pathOf(hash: string): string {
  return hash.split("?")[0] ?? "";
}

/** Leaves the address alone once it is that of another page. */
function replaceQuery(page: string, query: URLSearchParams): void {
  const { hash, pathname, search } = window.location;
  const text = query.toString();
  const next = `${page}${text === "" ? "" : `?${text}`}`;
  if (pathOf(hash) !== page || next === hash) return;
  window.history.replaceState(window.history.state, "", `${pathname}${search}${next}`);
}
