import { Tags } from "lucide-react";
import { billPage } from "../page";

export const OFFER = { agent: "tagging", tool: "compliance" } as const;

export const taggingPage = billPage(
  { route: "tagging", name: "Tag compliance", icon: Tags, offer: OFFER },
  () => import("./tagging"),
);
