import type { ChartsContainerProps } from "@mui/x-charts/ChartsContainer";
import { formatValue } from "@/values/format";
import { isolated } from "@/values/texts";
import type { Plot, Shape } from "./series-data";

export type ChartSeries = NonNullable<ChartsContainerProps["series"]>[number];

/** One series as the chart draws it; an estimate is three: an invisible floor, the range that lies on it, its line. */
export function toSeries(plot: Plot, color: string, shape: Shape, unit: string): ChartSeries[] {
  const { name, values, low, spread } = plot;
  const money = (value: number) => formatValue(String(value), "money", unit);
  const valueFormatter = (value: number | null) => (value === null ? null : money(value));
  if (shape !== "lines") {
    const bars: ChartSeries = {
      type: "bar",
      id: name,
      label: isolated(name),
      data: [...values],
      color,
      valueFormatter,
    };
    return [shape === "stack" ? { ...bars, stack: "all" } : bars];
  }
  const line: ChartSeries = {
    type: "line",
    id: name,
    label: isolated(name),
    data: [...values],
    color,
    curve: "linear",
    connectNulls: false,
    showMark: true,
    shape: "circle",
    valueFormatter,
  };
  if (!low || !spread) return [line];
  const base = {
    type: "line",
    stack: `${name} range`,
    area: true,
    curve: "linear",
    showMark: false,
    valueFormatter: () => null,
  } as const;
  const within = (value: number | null, { dataIndex }: { dataIndex: number }) => {
    const [floor, height] = [low[dataIndex], spread[dataIndex]];
    if (value === null || dataIndex === plot.joinedAt) return null;
    return floor == null || height == null
      ? money(value)
      : `${money(value)} (${money(floor)} to ${money(floor + height)})`;
  };
  return [
    { ...base, id: `${name} low`, data: [...low], color: "transparent" },
    { ...base, id: `${name} range`, data: [...spread], color: `color-mix(in srgb, ${color} 24%, transparent)` },
    {
      ...line,
      id: `${name} estimate`,
      shape: "diamond",
      showMark: ({ index }: { index: number }) => index !== plot.joinedAt,
      valueFormatter: within,
    },
  ];
}
