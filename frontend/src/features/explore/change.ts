import { approximate, compareDecimals } from "@/values/decimal";
import { formatMoney, formatValue } from "@/values/format";

/** A change in words: its direction is in sign and words, not in a colour alone. Cost that rises is never green. */
export interface Change {
  readonly tone: "up" | "down" | "same";
  /** `+$4.00`, `-$4.00`, `$0.00`. */
  readonly amount: string;
  /** `+4.9 %`, `new`, `gone`, or nothing where there is nothing to compare with. */
  readonly part: string;
}

/** What became of `before`. */
export function changeOf(before: string, change: string, unit: string): Change {
  const way = compareDecimals(change, "0");
  const sign = way > 0 ? "+" : "";
  return {
    tone: way > 0 ? "up" : way < 0 ? "down" : "same",
    amount: `${sign}${formatMoney(change, unit)}`,
    part: partOf(before, change, sign),
  };
}

function partOf(before: string, change: string, sign: string): string {
  const [was, by] = [approximate(before), approximate(change)];
  if (was === 0) return by === 0 ? "" : "new";
  const part = by / Math.abs(was);
  if (part === -1) return "gone";
  // A change of many times is no percentage that anybody reads.
  if (Math.abs(part) >= 100) return `${sign}${formatValue(String(Math.round(part)), "number")}×`;
  return `${sign}${formatValue(part.toFixed(6), "percent")}`;
}
