import type { Answer } from "@/api";
import { formatMoney, formatValue } from "@/values/format";
import { isolated, markdownText, readable } from "@/values/texts";
import { basisLines } from "./basis-words";
import { tableOf } from "./blocks/series-data";
import type { Rows } from "./csv";

/** A whole answer as Markdown: to be pasted into a ticket or a mail, with what its numbers stand on. */
export function toMarkdown(question: string, answer: Answer): string {
  const parts = [
    `# ${oneLine(question)}`,
    `**${oneLine(answer.headline)}**`,
    answer.markdown,
    ...answer.blocks.map(block),
    basis(answer),
  ];
  return parts.filter((part) => part.trim() !== "").join("\n\n") + "\n";
}

function block(given: Answer["blocks"][number]): string {
  const title = `## ${oneLine(given.title)}`;
  switch (given.type) {
    case "table":
      return [title, grid(given.columns, given.rows), missing(given.totalRows - given.rows.length)].join("\n\n").trim();
    case "time_series": {
      const { columns, rows } = tableOf(given);
      return `${title}\n\n${grid(columns, rows)}`;
    }
    case "breakdown": {
      const lines = given.items.map((item) => `- ${named(item.label)}: ${money(item.value, given.unit)}`);
      return [title, "", ...lines, `- Total: ${money(given.total, given.unit)}`].join("\n");
    }
    case "recommendations": {
      const lines = given.items.map(
        (item) =>
          `- ${oneLine(item.title)} (${named(item.resource)}): ${money(item.savingPerMonth, item.unit)} a month`,
      );
      return [title, "", ...lines].join("\n");
    }
    case "action_proposal":
      return `${title}\n\n${markdownText(given.detail)}`;
    case "code":
      return `${title}\n\n${fenced(given.code, given.language)}`;
    default:
      return `${title}\n\nThis part is of a kind that this page cannot write.`;
  }
}

/** A text as a part of one line of Markdown. */
function oneLine(text: string): string {
  return markdownText(readable(text));
}

/** A name, with its own direction of writing. */
function named(name: string): string {
  return markdownText(isolated(name));
}

function money(value: string, unit: string): string {
  return markdownText(formatMoney(value, unit));
}

/** Code between fences that are longer than any in it. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.replaceAll(/[^\w+-]/g, "")}\n${readable(code, { lines: true })}\n${fence}`;
}

type Columns = Extract<Answer["blocks"][number], { type: "table" }>["columns"];

function grid(columns: Columns, rows: Rows): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rule = columns.map((column) => (column.kind === "text" || column.kind === "date" ? "---" : "---:"));
  const body = rows.map((row) =>
    line(columns.map((column, index) => named(formatValue(row[index], column.kind, column.unit)))),
  );
  return [line(columns.map((column) => named(column.label))), line(rule), ...body].join("\n");
}

function missing(rows: number): string {
  return rows > 0 ? `${formatValue(String(rows), "number")} more rows are not shown here.` : "";
}

function basis(answer: Answer): string {
  const lines = basisLines(answer.basis).map(({ term, words }) => `- ${term}: ${oneLine(words)}`);
  return lines.length > 0 ? ["## Basis", "", ...lines].join("\n") : "";
}
