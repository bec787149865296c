import type { Recommendation } from "@/api";
import { readable } from "@/values/texts";
import { plainWord } from "../../words";
import type { Tone } from "../item-list";
import { riskWords } from "./table";

/** What doing it takes, what became of it and who said it, each in a word or two. */
export function tagsOf(item: Recommendation): { words: string; tone: Tone }[] {
  const risk = riskWords(item);
  const tags: { words: string; tone: Tone }[] = [
    { words: item.effort && `effort: ${plainWord(item.effort)}`, tone: "plain" },
    {
      words: risk && `risk: ${risk}`,
      tone: item.risk === "high" || item.reversible === false ? "error" : "plain",
    },
    {
      words: item.status === "open" ? "" : plainWord(item.status),
      tone: item.status === "done" ? "success" : "warning",
    },
    {
      words: item.sources.length > 0 ? `source: ${item.sources.map((source) => readable(source)).join(", ")}` : "",
      tone: "plain",
    },
  ];
  return tags.filter(({ words }) => words !== "");
}

/** What a conversation about it begins with; empty where it is about nothing that has a name. */
export function questionAbout({ resource, entity }: Recommendation): string {
  const name = resource || entity?.name || entity?.service || "";
  return name === "" ? "" : `What did ${name} cost?`;
}
