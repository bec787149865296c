import Box from "@mui/material/Box";
import { formatDay, formatPeriod, formatValue } from "@/values/format";
import { type Bill, nameOf } from "./bill";

/** What is known of the loaded bill before anything is asked. */
export function BillFacts({ bill }: { bill: Bill }) {
  const facts: [string, string][] = [
    ["Bill", bill.sample ? `${nameOf(bill)}. Sample data, not your own` : nameOf(bill)],
    ["Source", bill.source],
    ["Format", bill.format],
    ["Period", bill.period ? formatPeriod(bill.period) : ""],
    ["Rows", bill.rows === null ? "" : formatValue(String(bill.rows), "number")],
    ["Accounts", accounts(bill.accounts)],
    ["Detail", bill.hours ? "Hours" : "Days"],
    ["Tag keys", someOf(bill.tagKeys, 12)],
    ["Currency", Object.keys(bill.currencies).join(", ")],
    ["Data as of", bill.asOf ? formatDay(bill.asOf) : ""],
    ["Complete until", bill.completeUntil ? formatDay(dayBefore(bill.completeUntil)) : ""],
    ["Problems", problems(bill.problems)],
  ];
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: "grid",
        gridTemplateColumns: "max-content 1fr",
        columnGap: 2.5,
        rowGap: 0.5,
        typography: "body2",
        "& dt": { color: "text.secondary" },
        "& dd": { m: 0, overflowWrap: "anywhere" },
      }}
    >
      {facts
        .filter(([, words]) => words !== "")
        .map(([term, words]) => (
          <Box key={term} sx={{ display: "contents" }}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </Box>
        ))}
    </Box>
  );
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

function accounts(list: Bill["accounts"]): string {
  const names = list.map(({ id, name }) => (name && name !== id ? `${name} (${id})` : id));
  return someOf(names, 5);
}

/** All of a list, or its first `most` and how many more there are; never just one more. */
function someOf(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

function problems(list: Bill["problems"]): string {
  const words = list.map(({ message, file }) => (file ? `${file}: ${message}` : message));
  return words.length > 3 ? `${words.slice(0, 2).join(" ")} And ${words.length - 2} more.` : words.join(" ");
}
