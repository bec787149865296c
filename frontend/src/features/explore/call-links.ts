import type { JobView } from "@/jobs/job-view";
import { grainOf } from "./periods";
import { FIRST, GRAINS, METRICS, type View } from "./view";
import { addressOf, oneOf, SAID } from "./view-address";

const AGENT = "cost";
/** Tools whose answers are sums of the same rows that the page shows. */
const TOOLS: readonly string[] = ["spend", "explore"];

interface Call {
  readonly agent: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The address that shows what a call of a tool was about; undefined where it is nothing to explore. */
export function exploreAddress({ agent, tool, args }: Call): string | undefined {
  return agent === AGENT && TOOLS.includes(tool) ? addressOf(viewOf(args)) : undefined;
}

/** Where to look further into an answer: one address for each of its calls that is about sums. */
export function exploreLinks({ agents }: Pick<JobView, "agents">): string[] {
  const calls = agents.flatMap(({ name, tools }) =>
    tools.flatMap((call) => {
      const args = argumentsOf(call.args);
      return (args && exploreAddress({ agent: name, tool: call.tool, args })) ?? [];
    }),
  );
  return [...new Set(calls)];
}

/** Arguments as they were logged, which is JSON; undefined for anything else. */
function argumentsOf(text: string): Call["args"] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function viewOf(args: Call["args"]): View {
  const grain = oneOf(GRAINS, args["granularity"]);
  // Without a period such a question is about the usual one of its kind.
  const period = textOf(args["period"]) || (grain ? `usual_${grain}` : "usual");
  const said: Record<string, readonly string[]> = {};
  for (const name of SAID) {
    const values = textsOf(args[name]);
    if (values.length > 0) said[name] = values;
  }
  return {
    ...FIRST,
    period,
    grain: grain ?? grainOf(period),
    groups: textsOf(args["group_by"]).slice(0, 2),
    metric: oneOf(METRICS, args["metric"]) ?? "usual",
    said,
  };
}

function textsOf(value: unknown): string[] {
  if (value === true) return ["true"];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === "string" && one !== "");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
