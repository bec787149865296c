import Box from "@mui/material/Box";
import useMediaQuery from "@mui/material/useMediaQuery";
import { useMemo, useRef } from "react";
import { approximate } from "@/values/decimal";
import { formatMoney } from "@/values/format";
import type { Sums } from "../sums";
import type { ChartKind, Grain } from "../view";
import { HoverCard, intervalName, totalOf } from "./hover-card";
import { Plot } from "./plot";
import { bandWidth, type Frame, HEIGHT, lineAt, PLOT, segmentAt, xOf } from "./pointing";
import { scaleOf, stacked } from "./scale";
import { type Selection, useSelection } from "./use-selection";
import { useWidth } from "./use-width";

interface Props {
  readonly sums: Sums;
  readonly kind: ChartKind;
  readonly grain: Grain;
  readonly onPick: (line: number, at: number) => void;
  readonly onZoom: (from: number, to: number) => void;
}

/**
 * Amounts over time. To a keyboard it is a slider over the intervals: arrows move, Shift marks several, Enter zooms in.
 */
export function Chart({ sums, kind, grain, onPick, onZoom }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const isNarrow = useMediaQuery("(max-width: 600px)");
  const { starts, lines, unit } = sums;
  const values = useMemo(() => lines.map(({ amounts }) => amounts.map((one) => approximate(one ?? "0"))), [lines]);
  const segments = useMemo(() => stacked(values, starts.length), [values, starts]);
  const frame = useMemo((): Frame => {
    const ends = kind === "stack" ? segments.flatMap((parts) => parts.map(({ to }) => to)) : values.flat();
    const [least, most] = ends.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 0]);
    return { width, intervals: starts.length, scale: scaleOf(least, most) };
  }, [width, kind, segments, values, starts]);
  const pick = (at: number, y: number) => {
    const line =
      kind === "stack"
        ? segmentAt(frame, segments[at] ?? [], y)
        : lineAt(
            frame,
            values.map((of) => of[at] ?? 0),
            y,
          );
    if (line !== undefined) onPick(line, at);
  };
  const { selection, handlers } = useSelection({ box, frame, onZoom, onPick: pick });
  const { at } = selection;
  const said = (index: number) =>
    `${intervalName(starts[index] ?? "", grain)}: ${formatMoney(totalOf(sums, index), unit)}`;
  return (
    <Box
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label="Chart over time. Arrow keys move, with Shift they mark several, Enter zooms in."
      aria-valuemin={0}
      aria-valuemax={Math.max(starts.length - 1, 0)}
      aria-valuenow={at ?? 0}
      aria-valuetext={said(at ?? 0)}
      {...handlers}
      sx={{
        position: "relative",
        height: HEIGHT,
        cursor: "crosshair",
        touchAction: "pan-y",
        userSelect: "none",
        borderRadius: 2,
        "& text": { fontSize: 12, fill: "var(--mui-palette-text-secondary)" },
      }}
    >
      {width > 0 && (
        <>
          <Mark frame={frame} selection={selection} />
          <Box sx={{ position: "relative" }}>
            <Plot {...{ sums, kind, grain, frame, segments, isNarrow }} />
          </Box>
        </>
      )}
      {at !== undefined && starts[at] !== undefined && (
        <HoverCard sums={sums} grain={grain} at={at} x={xOf(frame, at) + bandWidth(frame) / 2} width={frame.width} />
      )}
    </Box>
  );
}

/** What is pointed at, or marked for zooming. */
function Mark({ frame, selection: { at, from } }: { frame: Frame; selection: Selection }) {
  if (at === undefined) return null;
  const [low, high] = from === undefined ? [at, at] : [Math.min(at, from), Math.max(at, from)];
  const isRange = low !== high;
  return (
    <Box
      data-marked={isRange || undefined}
      style={{ left: xOf(frame, low), width: bandWidth(frame) * (high - low + 1) }}
      sx={{
        position: "absolute",
        top: PLOT.top,
        height: PLOT.height,
        borderRadius: 1,
        bgcolor: isRange ? "action.selected" : "action.hover",
        border: isRange ? 1 : 0,
        borderColor: "primary.main",
      }}
    />
  );
}
