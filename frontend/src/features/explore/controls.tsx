import Box from "@mui/material/Box";
import { ChoiceButtons } from "@/components/choice-buttons";
import { Choose } from "@/components/choose";
import type { Bill } from "../bill/bill";
import { type Dimension, labelOf } from "./dimensions";
import { PeriodPicker } from "./period-picker";
import { CHARTS, type ChartKind, COMPARISONS, GRAINS, METRICS, type View } from "./view";
import { oneOf } from "./view-address";

interface Props {
  readonly view: View;
  readonly onShow: (view: View) => void;
  readonly dimensions: readonly Dimension[];
  readonly bill: Bill;
  readonly days: { readonly start: string; readonly end: string } | undefined;
}

/** The period, what it is compared with and grouped by, the metric and the look of the chart. */
export function Controls({ view, onShow, dimensions, bill, days }: Props) {
  const names = dimensions.map(({ name, label }) => [name, label] as const);
  const [first = "", second = ""] = view.groups;
  const group = (position: number) => (name: string) => {
    const groups = position === 0 ? [name, second] : [first, name];
    onShow({ ...view, groups: [...new Set(groups)].filter(Boolean) });
  };
  return (
    <Box
      role="group"
      aria-label="What is shown"
      className="no-print"
      sx={{
        display: "grid",
        gap: 1.25,
        alignItems: "end",
        gridTemplateColumns: {
          xs: "repeat(2, minmax(0, 1fr))",
          sm: "repeat(3, minmax(0, 1fr))",
          lg: "repeat(4, minmax(0, 1fr))",
          xl: GRID,
        },
        "& label": { display: "block", typography: "caption", color: "text.secondary", mb: 0.25 },
      }}
    >
      <Box sx={{ gridColumn: { xs: "1 / -1", sm: "span 2", xl: "auto" }, "& button": { width: 1 } }}>
        <PeriodPicker view={view} onShow={onShow} days={days} bill={bill.period} />
      </Box>
      <Choose
        label="Compared with"
        any={false}
        value={view.compare}
        options={Object.entries(COMPARISONS)}
        onChange={(compare) => onShow({ ...view, compare: oneOf(COMPARISONS, compare) ?? view.compare })}
      />
      <Choose
        label="Group by"
        anyWords="Nothing"
        value={first}
        options={known(names, first, dimensions)}
        onChange={group(0)}
      />
      <Choose
        label="Then by"
        anyWords="Nothing"
        value={second}
        options={known(names, second, dimensions).filter(([name]) => name !== first)}
        onChange={group(1)}
      />
      <Choose
        label="In steps of"
        any={false}
        value={view.grain}
        options={Object.entries(GRAINS)}
        onChange={(grain) => onShow({ ...view, grain: oneOf(GRAINS, grain) ?? view.grain })}
      />
      <Choose
        label="Costs"
        any={false}
        value={view.metric}
        options={Object.entries(METRICS)}
        onChange={(metric) => onShow({ ...view, metric: oneOf(METRICS, metric) ?? view.metric })}
      />
      <ChoiceButtons
        label="Chart"
        value={view.chart}
        options={Object.entries(CHARTS).map(([value, label]) => ({ value: value as ChartKind, label }))}
        onChange={(chart) => onShow({ ...view, chart })}
      />
    </Box>
  );
}

const GRID = "minmax(200px, 1.4fr) repeat(5, minmax(124px, 1fr)) max-content";

function known(
  names: readonly (readonly [string, string])[],
  chosen: string,
  dimensions: readonly Dimension[],
): readonly (readonly [string, string])[] {
  if (chosen === "" || names.some(([name]) => name === chosen)) return names;
  return [...names, [chosen, labelOf(chosen, dimensions)]];
}
