import { describe, expect, it } from "vitest";
import { filterRows, nextOrder, sortRows } from "@/features/answer/table-order";
import { serviceTable } from "../support/answers";

const { columns, rows } = serviceTable;
const names = (sorted: readonly (readonly (string | null)[])[]) => sorted.map(([name]) => name);

describe("sorting", () => {
  it("by an amount goes by its value, not by its digits", () => {
    const sorted = sortRows(rows, columns, { column: 1, descending: true });
    expect(names(sorted).slice(0, 2)).toEqual(["Amazon Elastic Compute Cloud", "Amazon Relational Database Service"]);
    expect(names(sorted).at(-1)).toBe("Savings Plan credit");
  });

  it("tells amounts apart that floats cannot", () => {
    const near = [
      ["b", "0.10000000000000000001"],
      ["a", "0.1"],
    ];
    expect(names(sortRows(near, columns, { column: 1, descending: false }))).toEqual(["a", "b"]);
  });

  it("by text takes numbers in it as numbers and letters without their case", () => {
    const list = [
      ["node-10", "1"],
      ["Node-9", "1"],
      ["node-1", "1"],
    ];
    expect(names(sortRows(list, columns, { column: 0, descending: false }))).toEqual(["node-1", "Node-9", "node-10"]);
  });

  it("puts what has no value last, whichever way", () => {
    const list = [
      ["none", null],
      ["small", "1"],
      ["large", "2"],
    ];
    expect(names(sortRows(list, columns, { column: 1, descending: false }))).toEqual(["small", "large", "none"]);
    expect(names(sortRows(list, columns, { column: 1, descending: true }))).toEqual(["large", "small", "none"]);
  });

  it("leaves the rows as they came when nothing is chosen, and never changes them", () => {
    const before = JSON.stringify(rows);
    expect(sortRows(rows, columns, undefined)).toBe(rows);
    sortRows(rows, columns, { column: 1, descending: false });
    expect(JSON.stringify(rows)).toBe(before);
  });
});

describe("a click on a column", () => {
  it("begins with the largest amount or the first letter, turns around, and lets go", () => {
    const first = nextOrder(undefined, 1, "money");
    expect(first).toEqual({ column: 1, descending: true });
    const second = nextOrder(first, 1, "money");
    expect(second).toEqual({ column: 1, descending: false });
    expect(nextOrder(second, 1, "money")).toBeUndefined();
    expect(nextOrder(undefined, 0, "text")).toEqual({ column: 0, descending: false });
  });

  it("forgets the column before", () => {
    expect(nextOrder({ column: 1, descending: true }, 0, "text")).toEqual({ column: 0, descending: false });
  });
});

describe("filtering", () => {
  it("finds every word anywhere in a row, whatever its case", () => {
    expect(names(filterRows(rows, columns, "simple STORAGE"))).toEqual(["Amazon Simple Storage Service"]);
    expect(filterRows(rows, columns, "simple nothing")).toEqual([]);
  });

  it("finds amounts as they are shown and as they are", () => {
    expect(names(filterRows(rows, columns, "18,244.11"))).toEqual(["Amazon Elastic Compute Cloud"]);
    expect(names(filterRows(rows, columns, "18244.1073"))).toEqual(["Amazon Elastic Compute Cloud"]);
  });

  it("by nothing keeps all rows", () => {
    expect(filterRows(rows, columns, "  ")).toBe(rows);
  });
});
