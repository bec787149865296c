import { Boxes } from "lucide-react";
import { billPage } from "../page";

export const OFFER = { agent: "inventory", tool: "holdings" } as const;

export const inventoryPage = billPage(
  {
    route: "inventory",
    name: "Inventory",
    icon: Boxes,
    offer: OFFER,
    without: "It needs a snapshot of the accounts: see [account] in docs/finops.example.toml.",
  },
  () => import("./inventory"),
);
