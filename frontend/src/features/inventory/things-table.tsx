import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import ButtonBase from "@mui/material/ButtonBase";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { formatValue } from "@/values/format";
import { type Choice, type Sort, SORTS, sortedBy } from "./choice";
import { ThingRow } from "./thing-row";
import { ThingsGrid } from "./things-grid";
import type { Thing } from "./things";

interface Props {
  readonly things: readonly Thing[];
  readonly units: readonly string[];
  readonly at: string | null;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}

/** Rows that are drawn at first, and each time the reader wants more. */
const ROWS = 100;

/** The list, its order changed by a click on a column's head. */
export function ThingsTable({ things, units, at, choice, onChoose }: Props) {
  const [count, setCount] = useState(ROWS);
  return (
    <>
      <ThingsGrid aria-label="Resources">
        <thead>
          <tr>
            {(Object.keys(SORTS) as Sort[]).map((sort) => (
              <Head key={sort} sort={sort} choice={choice} onChoose={onChoose} />
            ))}
          </tr>
        </thead>
        <tbody>
          {things.slice(0, count).map((thing) => (
            <ThingRow key={`${thing.kind} ${thing.account} ${thing.region} ${thing.id}`} {...{ thing, at, units }} />
          ))}
        </tbody>
      </ThingsGrid>
      {things.length > count && (
        <Box className="no-print" sx={{ pt: 0.5 }}>
          <Button onClick={() => setCount(count + ROWS * 4)}>
            Show more: {formatValue(String(count), "number")} of {formatValue(String(things.length), "number")} are
            shown
          </Button>
        </Box>
      )}
    </>
  );
}

/** Columns that have a place on a phone. */
const NARROW: readonly Sort[] = ["name", "cost"];

function Head({ sort, choice, onChoose }: { sort: Sort } & Pick<Props, "choice" | "onChoose">) {
  const isSorted = choice.sort === sort;
  const Arrow = choice.descending ? ArrowDown : ArrowUp;
  const classes = [NARROW.includes(sort) ? "" : "wide", sort === "cost" ? "amount" : ""].filter(Boolean).join(" ");
  return (
    <th
      scope="col"
      className={classes}
      aria-sort={isSorted ? (choice.descending ? "descending" : "ascending") : undefined}
    >
      <ButtonBase onClick={() => onChoose(sortedBy(choice, sort))} sx={{ gap: 0.25 }}>
        {SORTS[sort]}
        {isSorted && <Arrow size={12} aria-hidden />}
      </ButtonBase>
    </th>
  );
}
