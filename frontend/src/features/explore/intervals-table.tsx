import ButtonBase from "@mui/material/ButtonBase";
import { subtractDecimals, sumDecimals } from "@/values/decimal";
import { formatMoney } from "@/values/format";
import { ChangeCell } from "./change-cell";
import { intervalName, totalOf } from "./chart/hover-card";
import type { Sums } from "./sums";
import { SumsTable } from "./sums-table";
import type { Grain } from "./view";

interface Props {
  readonly sums: Sums;
  readonly grain: Grain;
  readonly onZoom: (at: number) => void;
}

/** Without groups: every interval, the latest first, beside the one before it; a click goes into it. */
export function IntervalsTable({ sums, grain, onZoom }: Props) {
  const { starts, partial, unit } = sums;
  const totals = starts.map((_, at) => totalOf(sums, at));
  return (
    <SumsTable aria-label="Spend over time">
      <thead>
        <tr>
          <th scope="col">Period</th>
          <th scope="col">Amount</th>
          <th scope="col">Against the one before</th>
        </tr>
      </thead>
      <tbody>
        {starts
          .map((start, at) => ({ start, at }))
          .reverse()
          .map(({ start, at }) => {
            const [now = "0", before] = [totals[at], totals[at - 1]];
            const isWhole = !partial[at] && !partial[at - 1] && before !== undefined;
            return (
              <tr key={start} className="drill" onClick={() => onZoom(at)}>
                <th scope="row">
                  <ButtonBase title={`Go into ${intervalName(start, grain)}`}>{intervalName(start, grain)}</ButtonBase>
                  {partial[at] && " (only in part)"}
                </th>
                <td>{formatMoney(now, unit)}</td>
                <ChangeCell
                  before={isWhole ? before : null}
                  change={isWhole ? subtractDecimals(now, [before]) : null}
                  unit={unit}
                />
              </tr>
            );
          })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <td>{formatMoney(sumDecimals(totals), unit)}</td>
          <td />
        </tr>
      </tfoot>
    </SumsTable>
  );
}
