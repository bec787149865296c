import { useCallback, useEffect, useState } from "react";

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

/**
 * The same where each state is a step of the browser's history, so that "back" leads to the one before: for choices
 * that are made one by one.
 */
export function useAddressSteps<T>(written: Written<T>): readonly [T, (state: T) => void] {
  const [state, setState] = useState(() => written.read(queryOf(window.location.hash)));
  const [page] = useState(() => pathOf(window.location.hash));
  useEffect(() => {
    const follow = () => {
      // The page that is being left shows nothing of the next one's address.
      if (pathOf(window.location.hash) === page) setState(written.read(queryOf(window.location.hash)));
    };
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [written, page]);
  const step = useCallback(
    (next: T) => {
      const { hash, pathname, search } = window.location;
      const address = addressOf(page, written.write(next));
      if (address !== hash) window.history.pushState(null, "", `${pathname}${search}${address}`);
      setState(next);
    },
    [written, page],
  );
  return [state, step];
}

function queryOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split("?").slice(1).join("?"));
}

function pathOf(hash: string): string {
  return hash.split("?")[0] ?? "";
}

function addressOf(page: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? page : `${page}?${text}`;
}

/** Leaves the address alone once it is that of another page. */
function replaceQuery(page: string, query: URLSearchParams): void {
  const { hash, pathname, search } = window.location;
  const next = addressOf(page, query);
  if (pathOf(hash) !== page || next === hash) return;
  window.history.replaceState(window.history.state, "", `${pathname}${search}${next}`);
}
