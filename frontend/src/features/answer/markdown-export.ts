import type { Answer } from "@/api";
import { formatMoney, formatValue } from "@/values/format";
import { basisLines } from "./basis-words";
import { tableOf } from "./blocks/series-data";
import type { Rows } from "./csv";

/** A whole answer as Markdown: to be pasted into a ticket or a mail, with what its numbers stand on. */
export function toMarkdown(question: string, answer: Answer): string {
  const parts = [
    `# ${question}`,
    `**${answer.headline}**`,
    answer.markdown,
    ...answer.blocks.map(block),
    basis(answer),
  ];
  return parts.filter((part) => part.trim() !== "").join("\n\n") + "\n";
}

function block(given: Answer["blocks"][number]): string {
  const title = `## ${given.title}`;
  switch (given.type) {
    case "table":
      return [title, grid(given.columns, given.rows), missing(given.totalRows - given.rows.length)].join("\n\n").trim();
    case "time_series": {
      const { columns, rows } = tableOf(given);
      return `${title}\n\n${grid(columns, rows)}`;
    }
    case "breakdown": {
      const lines = given.items.map((item) => `- ${item.label}: ${formatMoney(item.value, given.unit)}`);
      return [title, "", ...lines, `- Total: ${formatMoney(given.total, given.unit)}`].join("\n");
    }
    case "recommendations": {
      const lines = given.items.map(
        (item) => `- ${item.title} (${item.resource}): ${formatMoney(item.savingPerMonth, item.unit)} a month`,
      );
      return [title, "", ...lines].join("\n");
    }
    case "action_proposal":
      return `${title}\n\n${given.detail}`;
    case "code":
      return `${title}\n\n\`\`\`${given.language}\n${given.code}\n\`\`\``;
  }
}

type Columns = Extract<Answer["blocks"][number], { type: "table" }>["columns"];

function grid(columns: Columns, rows: Rows): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = columns.map((column) => (column.kind === "text" || column.kind === "date" ? "---" : "---:"));
  const body = rows.map((row) =>
    line(columns.map((column, index) => formatValue(row[index], column.kind, column.unit))),
  );
  return [line(columns.map((column) => column.label)), line(rule), ...body].join("\n");
}

function missing(rows: number): string {
  return rows > 0 ? `${formatValue(String(rows), "number")} more rows are not shown here.` : "";
}

function basis(answer: Answer): string {
  const lines = basisLines(answer.basis).map(({ term, words }) => `- ${term}: ${words}`);
  return lines.length > 0 ? ["## Basis", "", ...lines].join("\n") : "";
}
