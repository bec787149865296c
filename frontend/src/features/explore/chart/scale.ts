/** Lengths and positions of a chart: floats, for pixels only. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Round values from `low` to `high`, evenly spaced. */
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 2.5, 5, 10];
const TICKS = 4;

/** A scale from zero, in round steps, that has room for all of the values. */
export function scaleOf(least: number, most: number): Scale {
  const [bottom, top] = [Math.min(0, least), Math.max(0, most)];
  const span = top - bottom || 1;
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const step = (STEPS.find((size) => size * power * TICKS >= span) ?? 10) * power;
  const [low, high] = [Math.floor(bottom / step) * step, Math.ceil(top / step) * step || step];
  const count = Math.round((high - low) / step);
  return { low, high, ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step) };
}

export interface Segment {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** The parts of each interval as they lie on one another: what is given back goes down from zero. */
export function stacked(lines: readonly (readonly (number | null)[])[], intervals: number): Segment[][] {
  return Array.from({ length: intervals }, (_, at) => {
    let [up, down] = [0, 0];
    return lines.flatMap((values, line) => {
      const value = values[at] ?? 0;
      if (value === 0) return [];
      const from = value > 0 ? up : down;
      if (value > 0) up += value;
      else down += value;
      return [{ line, from, to: from + value }];
    });
  });
}
