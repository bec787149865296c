import { describe, expect, it } from "vitest";
import type { Column } from "@/api";
import { columnWidths } from "@/features/answer/blocks/table/column-widths";

const service: Column = { key: "s", label: "Service", kind: "text", unit: "" };
const amount: Column = { key: "a", label: "October 2026", kind: "money", unit: "USD" };

const digits = (width: string | undefined) => Number(/[\d.]+(?=ch)/.exec(width ?? "")?.[0]);

describe("the width of a column", () => {
  it("shows the longest amount whole", () => {
    const [width] = columnWidths([amount], [["1234567.891"], ["1"]]);
    expect(width).toMatch(/^[\d.]+ch$/);
    expect(digits(width)).toBeGreaterThanOrEqual("$1,234,567.89".length + 2);
  });

  it("has room for the longest word of its label and the arrow", () => {
    expect(digits(columnWidths([amount], [["1"]])[0])).toBeGreaterThan("October".length + 3);
    expect(digits(columnWidths([amount], [])[0])).toBeLessThan("October 2026".length);
  });

  it("of a text gives way to the other columns", () => {
    const [name] = columnWidths([service, amount], [["arn:aws:ec2:eu-west-1:111122223333:instance/i-0", "1"]]);
    expect(name).toMatch(/^min\([\d.]+ch, max\(18ch, 44cqw\)\)$/);
    const [first, second] = columnWidths([service, { ...service, key: "t" }], [["a", "b"]]);
    expect(first).toContain("31cqw");
    expect(second).toBe(first);
  });
});
