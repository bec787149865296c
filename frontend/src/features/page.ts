import type { LucideIcon } from "lucide-react";
import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import type { Bill, BillResult, OfferedTile } from "./bill/bill";

/** What every page is given. */
export interface PageProps {
  /** What is known of the bill; undefined until the platform has answered. */
  readonly loaded: BillResult | undefined;
  readonly version: string;
  /** Asks in a conversation of its own and goes there. */
  readonly onAsk: (question: string) => void;
}

/** What a page that needs a bill is given: it is only shown once there is one with charges. */
export interface BillPageProps extends PageProps {
  readonly bill: Bill;
}

type View<Props> = LazyExoticComponent<ComponentType<Props>>;

interface Listed<Route extends string> {
  /** Its part of the address, `#/<route>`; also where its jobs belong together. */
  readonly route: Route;
  readonly name: string;
  readonly icon: LucideIcon;
  /** The agent's tool that the page is made of: without an agent that offers it as a tile there is no such page. */
  readonly offer?: Offer;
  /** What brings it, in a sentence, where no agent offers it. */
  readonly without?: string;
}

interface Offer {
  readonly agent: string;
  readonly tool: string;
}

/** What an agent offers under a name; undefined where no agent of the platform does. */
export function offered({ tiles }: Bill, { agent, tool }: Offer): OfferedTile | undefined {
  return tiles.find((tile) => tile.agent === agent && tile.tool === tool);
}

/** Whether a page has something to show; as long as nothing is known of the bill, it may have. */
export function isOffered({ offer }: Pick<Listed<string>, "offer">, bill: Bill | undefined): boolean {
  return !offer || !bill || offered(bill, offer) !== undefined;
}

/** A page as the address, the menu and the keyboard know it. */
export type PageDef<Route extends string = string> = Listed<Route> &
  (
    | { readonly needs: "bill"; readonly view: View<BillPageProps> }
    | { readonly needs: "nothing"; readonly view: View<PageProps> }
  );

type Load<Props> = () => Promise<{ readonly default: ComponentType<Props> }>;

/** A page that is loaded when it is first opened, and shown once there is a bill with charges. */
export function billPage<const Route extends string>(listed: Listed<Route>, load: Load<BillPageProps>): PageDef<Route> {
  return { ...listed, needs: "bill", view: lazy(load) };
}

/** A page that is loaded when it is first opened, whatever else there is. */
export function plainPage<const Route extends string>(listed: Listed<Route>, load: Load<PageProps>): PageDef<Route> {
  return { ...listed, needs: "nothing", view: lazy(load) };
}
