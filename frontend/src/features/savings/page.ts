import { PiggyBank } from "lucide-react";
import { billPage } from "../page";

export const OFFER = { agent: "advice", tool: "savings" } as const;
export const HISTORY = { agent: "advice", tool: "savings_history" } as const;

export const savingsPage = billPage(
  { route: "savings", name: "Savings", icon: PiggyBank, offer: OFFER },
  () => import("./savings"),
);
