import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { palettes } from "@/theme/theme";

const css = readFileSync("src/theme/page.css", "utf8");

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((left, right) => right - left);
  return (light + 0.05) / (dark + 0.05);
}

function seriesOf(selector: string): string[] {
  const rule = css.slice(css.indexOf(`${selector} {`));
  return [...rule.slice(0, rule.indexOf("}")).matchAll(/--series-\d: (#[0-9a-f]{6})/g)].map((match) => match[1] ?? "");
}

/** What a colour becomes without the cones of one kind (Viénot, Brettel and Mollon 1999, on linear light). */
function seenWithout(cones: "red" | "green", colour: string): [number, number, number] {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(
    (start) => (Number.parseInt(colour.slice(start, start + 2), 16) / 255) ** 2.2,
  );
  const [red, blue] =
    cones === "red"
      ? [0.1121 * r + 0.8853 * g, 0.0045 * r - 0.0045 * g + b]
      : [0.292 * r + 0.7054 * g, -0.0223 * r + 0.0223 * g + b];
  return [red, red, blue];
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, index) => Math.cbrt(value) - Math.cbrt(b[index] ?? 0)));
}

describe.each([
  ["light", palettes.light, ":root"],
  ["dark", palettes.dark, '[data-theme="dark"]'],
])("in the %s theme", (_, palette, selector) => {
  const backgrounds = [palette.background.default, palette.background.paper];

  it("texts are readable on every background", () => {
    const texts = [
      palette.text.primary,
      palette.text.secondary,
      palette.primary.main,
      palette.error.main,
      palette.success.main,
    ];
    for (const text of texts)
      for (const background of backgrounds) expect(contrast(text, background)).toBeGreaterThan(4.5);
    expect(contrast(palette.primary.contrastText, palette.primary.main)).toBeGreaterThan(4.5);
  });

  it("series stand out from the background", () => {
    const series = seriesOf(selector);
    expect(series).toHaveLength(8);
    for (const colour of series) expect(contrast(colour, palette.background.paper)).toBeGreaterThan(3);
  });

  it("neighbouring series differ for eyes without red or green", () => {
    const series = seriesOf(selector);
    for (const cones of ["red", "green"] as const) {
      for (const [index, colour] of series.slice(1).entries()) {
        const before = series[index] ?? "";
        expect(distance(seenWithout(cones, before), seenWithout(cones, colour))).toBeGreaterThan(0.08);
      }
    }
  });
});
