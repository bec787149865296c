import { type LucideIcon, SquarePen } from "lucide-react";
import type { Bill } from "@/features/bill/bill";
import { isOffered } from "@/features/page";
import { PAGES } from "./pages";
import type { Route } from "./route";

/** Somewhere to go by menu or keyboard. */
export interface Place {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly route: Route;
}

/** Where one can go: a page that no agent of the platform has anything for is left out once that is known. */
export function placesOf(bill: Bill | undefined): readonly Place[] {
  return [
    { name: "New conversation", icon: SquarePen, route: { page: "new" } },
    ...PAGES.filter((page) => isOffered(page, bill)).map(({ name, icon, route }) => ({
      name,
      icon,
      route: { page: route },
    })),
  ];
}
