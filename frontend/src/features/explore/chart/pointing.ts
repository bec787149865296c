import type { Scale, Segment } from "./scale";

export const HEIGHT = 300;
const MARGIN = { top: 10, right: 6, bottom: 26, left: 60 };

/** Where things are in a chart of that width. */
export interface Frame {
  readonly width: number;
  readonly intervals: number;
  readonly scale: Scale;
}

export const PLOT = {
  left: MARGIN.left,
  top: MARGIN.top,
  bottom: HEIGHT - MARGIN.bottom,
  height: HEIGHT - MARGIN.top - MARGIN.bottom,
};

export function plotWidth({ width }: Pick<Frame, "width">): number {
  return Math.max(1, width - MARGIN.left - MARGIN.right);
}

export function bandWidth(frame: Frame): number {
  return plotWidth(frame) / Math.max(1, frame.intervals);
}

/** The left edge of an interval. */
export function xOf(frame: Frame, at: number): number {
  return PLOT.left + at * bandWidth(frame);
}

export function yOf({ scale }: Pick<Frame, "scale">, value: number): number {
  return PLOT.top + (PLOT.height * (scale.high - value)) / (scale.high - scale.low);
}

/** The interval below a place; the nearest one beyond the edges. */
export function intervalAt(frame: Frame, x: number): number {
  const at = Math.floor((x - PLOT.left) / bandWidth(frame));
  return Math.min(Math.max(at, 0), Math.max(frame.intervals - 1, 0));
}

/** The line whose part of a bar is at that height. */
export function segmentAt(frame: Frame, segments: readonly Segment[], y: number): number | undefined {
  return segments.find(({ from, to }) => {
    const [one, other] = [yOf(frame, from), yOf(frame, to)];
    return y >= Math.min(one, other) && y <= Math.max(one, other);
  })?.line;
}

const NEAR_PX = 14;

/** The line that passes nearest to that height, where one does. */
export function lineAt(frame: Frame, values: readonly number[], y: number): number | undefined {
  const distances = values.map((value) => Math.abs(yOf(frame, value) - y));
  const least = Math.min(...distances);
  return least <= NEAR_PX ? distances.indexOf(least) : undefined;
}
