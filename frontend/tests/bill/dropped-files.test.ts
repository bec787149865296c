import { describe, expect, it } from "vitest";
import { droppedFrom, NotDropped } from "@/features/bill/dropped-files";
import { dropOf, type Tree } from "../support/dropped";
import { fileOf } from "../support/fake-bills";

async function paths(tree: Tree): Promise<string[]> {
  return [...(await droppedFrom(dropOf(tree).dataTransfer)).values()].sort();
}

function many(count: number): Tree {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.csv`, fileOf(`${index}.csv`, 1)]));
}

function nested(depth: number): Tree {
  return depth === 0 ? { "a.csv": fileOf("a.csv") } : { f: nested(depth - 1) };
}

describe("what was dropped", () => {
  it("is files by their names", async () => {
    expect(await paths({ "a.csv": fileOf("a.csv"), "b.csv": fileOf("b.csv") })).toEqual(["a.csv", "b.csv"]);
  });

  it("is a folder with everything in it, by the paths from the folder on", async () => {
    const month = () => ({ "Report-Manifest.json": fileOf("m"), "data_00001.csv.gz": fileOf("d") });
    const tree = {
      export: { "BILLING_PERIOD=2026-01": month(), "BILLING_PERIOD=2026-02": month() },
      "x.csv": fileOf("x"),
    };
    expect(await paths(tree)).toEqual([
      "export/BILLING_PERIOD=2026-01/Report-Manifest.json",
      "export/BILLING_PERIOD=2026-01/data_00001.csv.gz",
      "export/BILLING_PERIOD=2026-02/Report-Manifest.json",
      "export/BILLING_PERIOD=2026-02/data_00001.csv.gz",
      "x.csv",
    ]);
  });

  it("has every file of a large folder, although a browser hands out a hundred at a time", async () => {
    expect(await paths({ export: many(250) })).toHaveLength(250);
  });

  it("leaves out what is hidden", async () => {
    const hidden = { ".DS_Store": fileOf(".DS_Store"), ".git": { "a.csv": fileOf("a.csv") }, "b.csv": fileOf("b.csv") };
    expect(await paths({ export: hidden })).toEqual(["export/b.csv"]);
  });

  it.each<[string, Tree, RegExp]>([
    ["holds too much", { export: many(5_001) }, /“export” holds more than 5000 files.*Give its path below/],
    ["holds too much in all", { a: many(3_000), b: many(3_000) }, /holds more than 5000 files/],
    ["never ends", { export: nested(40) }, /“export” holds more than 16 folders in each other/],
  ])("is refused when it %s", async (_, tree, words) => {
    const failure = await droppedFrom(dropOf(tree).dataTransfer).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotDropped);
    expect((failure as NotDropped).message).toMatch(words);
  });

  it("says what the browser could not read", async () => {
    const drop = dropOf({ export: {} });
    const [item] = drop.dataTransfer.items;
    const folder = item?.webkitGetAsEntry() as FileSystemDirectoryEntry;
    folder.createReader = () => ({
      readEntries: (_, failed) => failed?.(new DOMException("The folder is gone.", "NotFoundError")),
    });
    await expect(droppedFrom(drop.dataTransfer)).rejects.toThrow("“export” cannot be read by the browser");
  });
});
