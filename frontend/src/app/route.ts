import { useSyncExternalStore } from "react";
import { type PageName, PAGES } from "./pages";

/** Where in the page the reader is. Everything lives behind the `#`, so any static file server can serve it. */
export type Route =
  | { readonly page: "new" | PageName }
  | { readonly page: "conversation"; readonly threadId: string; readonly runId?: string };

/** What stands behind a `?` is the page's own business. */
export function routeOf(hash: string): Route {
  const [path = ""] = hash.replace(/^#\/?/, "").split("?");
  const [first, threadId, runId] = path.split("/");
  const listed = PAGES.find(({ route }) => route === first);
  if (listed) return { page: listed.route };
  if (first !== "c" || !threadId) return { page: "new" };
  return runId ? { page: "conversation", threadId, runId } : { page: "conversation", threadId };
}

export function hashOf(route: Route): string {
  if (route.page === "new") return "#/";
  if (route.page !== "conversation") return `#/${route.page}`;
  return route.runId ? `#/c/${route.threadId}/${route.runId}` : `#/c/${route.threadId}`;
}

export function go(route: Route): void {
  window.location.hash = hashOf(route);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

/** The current hash changes identity only when it changes, so the route is read from it on each render. */
export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => window.location.hash));
}
