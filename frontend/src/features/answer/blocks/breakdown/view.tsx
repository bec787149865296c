import type { CSSProperties } from "react";
import type { BreakdownBlock } from "@/api";
import { approximate, compareDecimals, subtractDecimals } from "@/values/decimal";
import { formatValue } from "@/values/format";
import { isolated } from "@/values/texts";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { BarTable } from "./bar-table";
import { breakdownTable, wholeBreakdown } from "./table";

export function Breakdown({ block, ...rest }: ViewProps<BreakdownBlock>) {
  return <Paged block={block} kind={{ table: breakdownTable, whole: wholeBreakdown }} picture={bars} {...rest} />;
}

function bars(block: BreakdownBlock) {
  return <Bars block={block} />;
}

/** Parts of a whole, as bars beside their amounts: read as a table by those who do not see the bars. */
export function Bars({ block }: { block: BreakdownBlock }) {
  const largest = Math.max(0, ...block.items.map((item) => Math.abs(approximate(item.value))));
  // The largest parts may be all that is listed; what is listed and the total should still add up.
  const others = subtractDecimals(
    block.total,
    block.items.map((item) => item.value),
  );
  return (
    <BarTable aria-label={block.title}>
      <tbody>
        {block.items.map(({ label, value, share }, index) => (
          <tr key={index} style={{ "--width": `${lengthOf(value, largest) * 100}%` } as CSSProperties}>
            <th scope="row" title={isolated(label)}>
              <span>{isolated(label)}</span>
            </th>
            <td className="bar" aria-hidden>
              <div>
                <div className={value.startsWith("-") ? "negative" : undefined} />
              </div>
            </td>
            <td>{formatValue(value, "money", block.unit)}</td>
            <td className="share">{share ? formatValue(share, "percent") : ""}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {compareDecimals(others, "0") !== 0 && (
          <Foot name="All others" amount={formatValue(others, "money", block.unit)} />
        )}
        <Foot className="total" name="Total" amount={formatValue(block.total, "money", block.unit)} />
      </tfoot>
    </BarTable>
  );
}

function Foot({ name, amount, className }: { name: string; amount: string; className?: string }) {
  return (
    <tr className={className}>
      <th scope="row">{name}</th>
      <td className="bar" />
      <td>{amount}</td>
      <td className="share" />
    </tr>
  );
}

/** Length against the longest; the smallest that is something can still be seen. */
function lengthOf(value: string, largest: number): number {
  const size = Math.abs(approximate(value));
  return size === 0 || largest === 0 ? 0 : Math.max(size / largest, 0.0075);
}
