import { billDetailsPage } from "@/features/bill/page";
import { dashboardPage } from "@/features/dashboard/page";
import { explorePage } from "@/features/explore/page";
import { inventoryPage } from "@/features/inventory/page";
import { savingsPage } from "@/features/savings/page";
import { taggingPage } from "@/features/tagging/page";

/** Every page beside the conversations, in the order of the menu: addresses, menu and keyboard come from here. */
export const PAGES = [dashboardPage, explorePage, savingsPage, inventoryPage, taggingPage, billDetailsPage] as const;

export type PageName = (typeof PAGES)[number]["route"];
