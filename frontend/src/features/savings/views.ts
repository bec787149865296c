import type { ReactNode } from "react";
import type { Written } from "@/components/address-state";
import type { BillPageProps } from "../page";

/** What the page shows: what can be saved, or what became of that. */
export const VIEWS = [
  { value: "list", label: "Can be saved" },
  { value: "history", label: "What was saved" },
] as const;

export type View = (typeof VIEWS)[number]["value"];

/** `#/savings?show=history`; the list is as usual, with its own words in the address. */
export const IN_ADDRESS: Written<View> = {
  read: (query) => (query.get("show") === "history" ? "history" : "list"),
  write: (view) => new URLSearchParams(view === "history" ? { show: view } : {}),
};

export interface ViewProps extends Pick<BillPageProps, "bill" | "version" | "onAsk"> {
  /** Leads to the other view, where there is one. */
  readonly switcher: ReactNode;
}
