import { ChartColumnStacked } from "lucide-react";
import { billPage } from "../page";

/** Whoever tells what was spent can be explored: the page asks the same agent. */
const OFFER = { agent: "cost", tool: "spend" } as const;

export const explorePage = billPage(
  { route: "explore", name: "Explore", icon: ChartColumnStacked, offer: OFFER },
  () => import("./explore"),
);
