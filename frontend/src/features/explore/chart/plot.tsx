import { memo } from "react";
import { approximate } from "@/values/decimal";
import { formatCompact } from "@/values/format";
import { labelled, labelOf } from "../../answer/blocks/time-series/time-axis";
import type { Sums } from "../sums";
import type { ChartKind, Grain } from "../view";
import { bandWidth, type Frame, HEIGHT, PLOT, plotWidth, xOf, yOf } from "./pointing";
import type { Segment } from "./scale";

interface Props {
  readonly sums: Sums;
  readonly kind: ChartKind;
  readonly grain: Grain;
  readonly frame: Frame;
  readonly segments: readonly (readonly Segment[])[];
  readonly isNarrow: boolean;
}

const MOST_LABELS = { narrow: 4, wide: 8 };
const GAP = 0.24;
const FEW_POINTS = 40;
/** Of more bars each line is one shape: thousands of elements would be felt. */
const MANY = 120;

/** The drawing itself, which no movement of a pointer draws anew. */
export const Plot = memo(function Plot({ sums, kind, grain, frame, segments, isNarrow }: Props) {
  const { starts, unit } = sums;
  const named = labelled(starts, isNarrow ? MOST_LABELS.narrow : MOST_LABELS.wide);
  return (
    <svg width={frame.width} height={HEIGHT} aria-hidden style={{ display: "block" }}>
      {frame.scale.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={PLOT.left}
            x2={PLOT.left + plotWidth(frame)}
            y1={yOf(frame, tick)}
            y2={yOf(frame, tick)}
            stroke={tick === 0 ? "var(--mui-palette-text-secondary)" : "var(--mui-palette-divider)"}
          />
          <text x={PLOT.left - 8} y={yOf(frame, tick) + 4} textAnchor="end">
            {formatCompact(tick, unit)}
          </text>
        </g>
      ))}
      {kind === "lines" && <Lines sums={sums} frame={frame} />}
      {kind === "stack" && starts.length <= MANY && <Bars {...{ sums, frame, segments }} />}
      {kind === "stack" && starts.length > MANY && <ManyBars {...{ sums, frame, segments }} />}
      {starts.map(
        (start, at) =>
          named.has(start) && (
            <text key={start} x={xOf(frame, at) + bandWidth(frame) / 2} y={HEIGHT - 8} textAnchor="middle">
              {labelOf(start, grain)}
            </text>
          ),
      )}
    </svg>
  );
});

function Bars({ sums, frame, segments }: Pick<Props, "sums" | "frame" | "segments">) {
  const band = bandWidth(frame);
  const gap = band > 4 ? band * GAP : 0;
  return (
    <>
      {segments.map((parts, at) => (
        <g key={sums.starts[at]} opacity={sums.partial[at] ? 0.55 : 1}>
          {parts.map(({ line, from, to }) => {
            const [one, other] = [yOf(frame, from), yOf(frame, to)];
            return (
              <rect
                key={line}
                data-line={sums.lines[line]?.name}
                x={xOf(frame, at) + gap / 2}
                y={Math.min(one, other)}
                width={Math.max(band - gap, 0.6)}
                height={Math.max(Math.abs(one - other) - (band > 12 ? 0.75 : 0), 0.4)}
                fill={sums.lines[line]?.color}
              />
            );
          })}
        </g>
      ))}
    </>
  );
}

function ManyBars({ sums, frame, segments }: Pick<Props, "sums" | "frame" | "segments">) {
  const width = bandWidth(frame).toFixed(2);
  const shapes = sums.lines.map(() => [] as string[]);
  segments.forEach((parts, at) => {
    for (const { line, from, to } of parts) {
      const [start, end] = [yOf(frame, from), yOf(frame, to)];
      shapes[line]?.push(
        `M${xOf(frame, at).toFixed(1)} ${start.toFixed(1)}v${(end - start).toFixed(1)}h${width}V${start.toFixed(1)}z`,
      );
    }
  });
  return (
    <>
      {sums.lines.map(({ name, color }, line) => (
        <path key={name} data-line={name} d={shapes[line]?.join("")} fill={color} />
      ))}
    </>
  );
}

function Lines({ sums, frame }: Pick<Props, "sums" | "frame">) {
  const middle = bandWidth(frame) / 2;
  return (
    <>
      {sums.lines.map(({ name, color, amounts }) => {
        const points = amounts.map(
          (amount, at) => [xOf(frame, at) + middle, yOf(frame, approximate(amount ?? "0"))] as const,
        );
        return (
          <g key={name}>
            <path
              data-line={name}
              d={points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")}
              fill="none"
              stroke={color}
              strokeWidth={2}
              strokeLinejoin="round"
            />
            {points.length <= FEW_POINTS &&
              points.map(([x, y], at) => <circle key={at} cx={x} cy={y} r={3} fill={color} />)}
          </g>
        );
      })}
    </>
  );
}
