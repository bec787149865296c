import { type LucideIcon, SquarePen } from "lucide-react";
import { PAGES } from "./pages";
import type { Route } from "./route";

/** Somewhere to go by menu or keyboard. */
export interface Place {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly route: Route;
}

export const PLACES: readonly Place[] = [
  { name: "New conversation", icon: SquarePen, route: { page: "new" } },
  ...PAGES.map(({ name, icon, route }) => ({ name, icon, route: { page: route } })),
];
