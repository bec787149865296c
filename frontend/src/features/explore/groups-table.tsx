import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import ButtonBase from "@mui/material/ButtonBase";
import { ArrowDown } from "lucide-react";
import { useMemo, useState } from "react";
import { sumDecimals } from "@/values/decimal";
import { formatMoney, formatValue } from "@/values/format";
import { isolated } from "@/values/texts";
import { ChangeCell } from "./change-cell";
import { type Dimension, labelOf } from "./dimensions";
import type { Sums, Group } from "./sums";
import { sortedGroups } from "./sorting";
import { SumsTable } from "./sums-table";
import type { Sort, View } from "./view";

interface Props {
  readonly sums: Sums;
  readonly view: View;
  readonly dimensions: readonly Dimension[];
  readonly onSort: (sort: Sort) => void;
  readonly onDrill: (values: readonly string[]) => void;
}

/** Rows that are drawn at first, and each time the reader wants more. */
const ROWS = 50;

/** Every group with its amount, its share and what became of it; a click goes into it. */
export function GroupsTable({ sums, view, dimensions, onSort, onDrill }: Props) {
  const [count, setCount] = useState(ROWS);
  const sorted = useMemo(() => sortedGroups(sums.groups, view.sort), [sums, view.sort]);
  const name = view.groups.map((one) => labelOf(one, dimensions)).join(" · ");
  const head = (sort: Sort, words: string) => <Head {...{ sort, words, isSorted: view.sort === sort, onSort }} />;
  return (
    <>
      <SumsTable aria-label={`Spend by ${name}`}>
        <thead>
          <tr>
            {head("name", name)}
            {head("amount", "Amount")}
            <th scope="col" className="share">
              Share
            </th>
            {sums.isCompared && (
              <>
                <th scope="col" className="before">
                  Before
                </th>
                {head("change", "Change")}
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, count).map((group, index) => (
            <Row key={index} group={group} sums={sums} onDrill={onDrill} />
          ))}
        </tbody>
        <Totals sums={sums} />
      </SumsTable>
      <Box sx={{ display: "flex", gap: 1, alignItems: "center", px: 1.25, pt: 0.5, typography: "caption" }}>
        {sorted.length > count && (
          <Button onClick={() => setCount(count + ROWS * 4)}>
            Show more of {formatValue(String(sorted.length), "number")}
          </Button>
        )}
        {sums.totalGroups > sums.groups.length && (
          <Box component="span" sx={{ color: "text.secondary" }}>
            The {formatValue(String(sums.groups.length), "number")} with most cost of{" "}
            {formatValue(String(sums.totalGroups), "number")}; filters find the others.
          </Box>
        )}
      </Box>
    </>
  );
}

interface HeadProps {
  readonly sort: Sort;
  readonly words: string;
  readonly isSorted: boolean;
  readonly onSort: (sort: Sort) => void;
}

function Head({ sort, words, isSorted, onSort }: HeadProps) {
  return (
    <th scope="col" aria-sort={isSorted ? (sort === "name" ? "ascending" : "descending") : undefined}>
      <ButtonBase onClick={() => onSort(sort)} sx={{ gap: 0.25 }}>
        {words}
        {isSorted && sort !== "name" && <ArrowDown size={12} aria-hidden />}
      </ButtonBase>
    </th>
  );
}

function Row({ group, sums, onDrill }: { group: Group; sums: Sums } & Pick<Props, "onDrill">) {
  const name = group.labels.map(isolated).join(" · ");
  const line = group.line === null ? undefined : sums.lines[group.line];
  const others = sums.lines.find(({ isOthers }) => isOthers);
  return (
    <tr className="drill" onClick={() => onDrill(group.values)}>
      <th scope="row">
        <Box sx={{ display: "flex", gap: 1 }}>
          <Box
            aria-hidden
            sx={{ flex: "none", width: 10, height: 10, mt: 0.625, borderRadius: 0.5 }}
            style={{ background: (line ?? others)?.color ?? "transparent" }}
          />
          {/* The row hears of the click. */}
          <ButtonBase title={`Go into ${name}`}>{name}</ButtonBase>
        </Box>
      </th>
      <td>{formatMoney(group.amount, group.currency)}</td>
      <td className="share">{formatValue(group.share, "percent")}</td>
      {sums.isCompared && (
        <>
          <td className="before">{formatValue(group.before, "money", group.currency)}</td>
          <ChangeCell before={group.before} change={group.change} unit={group.currency} />
        </>
      )}
    </tr>
  );
}

/** One line for each currency; of a list that is cut, nobody here knows the total. */
function Totals({ sums: { groups, isCompared, totalGroups } }: { sums: Sums }) {
  if (totalGroups > groups.length) return null;
  const units = [...new Set(groups.map(({ currency }) => currency))];
  return (
    <tfoot>
      {units.map((unit) => {
        const own = groups.filter(({ currency }) => currency === unit);
        const sum = (of: (group: Group) => string | null) => {
          const values = own.map(of);
          return values.every((value) => value !== null) ? sumDecimals(values) : null;
        };
        return (
          <tr key={unit}>
            <th scope="row">{units.length > 1 ? `Total in ${unit}` : "Total"}</th>
            <td>{formatMoney(sum(({ amount }) => amount) ?? "0", unit)}</td>
            <td className="share" />
            {isCompared && (
              <>
                <td className="before">
                  {formatValue(
                    sum(({ before }) => before),
                    "money",
                    unit,
                  )}
                </td>
                <ChangeCell before={sum(({ before }) => before)} change={sum(({ change }) => change)} unit={unit} />
              </>
            )}
          </tr>
        );
      })}
    </tfoot>
  );
}
