import type { RunIds } from "@/api";

/** One tool called by its name, past the reading of words. */
export interface ToolCall {
  readonly agent: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What is asked of the server: words, or a tool's call and the words it goes by. */
export interface Asking extends RunIds {
  readonly question: string;
  readonly call?: ToolCall;
  /** False keeps the question from any language model, now and as an earlier one of its conversation. */
  readonly model?: boolean;
}
