import { waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { TableBlock as Table } from "@/api";
import { TableBlock } from "@/features/answer/blocks/table/view";
import type { Rows } from "@/features/answer/csv";
import { basis, serviceTable } from "../support/answers";
import { show } from "../support/render";
import { catchFiles, type SavedFile } from "../support/saved-files";

let saved: SavedFile[];

beforeEach(() => {
  saved = catchFiles();
});

function showTable(
  block: Table = serviceTable,
  loadRows: (id: string) => Promise<Rows> = () => Promise.reject(new Error()),
) {
  const shown = show(<TableBlock block={block} basis={basis} loadRows={loadRows} />);
  const names = () =>
    shown
      .getAllByRole("row")
      .slice(1)
      .map((row) => within(row).getAllByRole("cell")[0]?.textContent);
  return { ...shown, names };
}

const part: Table = { ...serviceTable, rows: serviceTable.rows.slice(0, 3), totalRows: 9, artifactId: "rows" };

describe("a table", () => {
  it("has a name, its columns, and values as people read them", () => {
    const { getByRole, getAllByRole } = showTable();
    expect(getByRole("table", { name: "Cost by service" })).toBeDefined();
    expect(getAllByRole("columnheader").map((head) => head.textContent)).toEqual(["Service", "Cost", "Share"]);
    const first = within(getAllByRole("row")[1] as HTMLElement);
    expect(first.getAllByRole("cell").map((cell) => cell.textContent)).toEqual([
      "Amazon Elastic Compute Cloud",
      "$18,244.11",
      "53.4 %",
    ]);
  });

  it("keeps the exact value where it is asked for", () => {
    expect(showTable().getByTitle("18244.1073").textContent).toBe("$18,244.11");
  });

  it("sorts by a column, turns around, and goes back", async () => {
    const { user, getByRole, names } = showTable();
    const head = getByRole("columnheader", { name: "Cost" });
    const button = within(head).getByRole("button");
    await user.click(button);
    expect(head.getAttribute("aria-sort")).toBe("descending");
    expect(names()[0]).toBe("Amazon Elastic Compute Cloud");
    await user.click(button);
    expect(head.getAttribute("aria-sort")).toBe("ascending");
    expect(names()[0]).toBe("Savings Plan credit");
    await user.click(button);
    expect(head.getAttribute("aria-sort")).toBe("none");
    expect(names()).toEqual(serviceTable.rows.map(([name]) => name));
  });

  it("filters while one types and says how many rows match", async () => {
    const { user, getByRole, findByText, names } = showTable();
    await user.type(getByRole("textbox", { name: "Filter rows" }), "amazon simple");
    expect(await findByText("2 of 9 rows match")).toBeDefined();
    expect(names()).toEqual(["Amazon Simple Storage Service", "Amazon Simple Notification Service"]);
  });

  it("of a few rows needs no filter", () => {
    const few = { ...serviceTable, rows: serviceTable.rows.slice(0, 2), totalRows: 2 };
    expect(showTable(few).queryByRole("textbox")).toBeNull();
  });

  it("saves all rows with the basis, not only those that match", async () => {
    const { user, getByRole } = showTable();
    await user.type(getByRole("textbox", { name: "Filter rows" }), "lambda");
    await user.click(getByRole("button", { name: "CSV" }));
    await waitFor(() => expect(saved).toHaveLength(1));
    const text = (await saved[0]?.text) ?? "";
    expect(text).toContain("# Metric: Unblended cost\r\n");
    expect(text.split("\r\n").filter((line) => line && !line.startsWith("#"))).toHaveLength(10);
    expect(text).toContain("Amazon Elastic Compute Cloud,18244.1073,");
  });
});

describe("a table that was too large to send whole", () => {
  it("says so and loads the rest when asked", async () => {
    const asked: string[] = [];
    const { user, getByRole, getByText, findByText, names } = showTable(part, (id) => {
      asked.push(id);
      return Promise.resolve(serviceTable.rows);
    });
    expect(getByText("First 3 of 9 rows")).toBeDefined();
    await user.click(getByRole("button", { name: "Load all 9 rows" }));
    expect(await findByText("9 rows")).toBeDefined();
    expect(names()).toHaveLength(9);
    expect(asked).toEqual(["rows"]);
  });

  it("saves all rows, whether they are shown or not", async () => {
    const { user, getByRole } = showTable(part, () => Promise.resolve(serviceTable.rows));
    await user.click(getByRole("button", { name: "CSV" }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(await saved[0]?.text).toContain("Amazon DynamoDB,640.25,");
  });

  it("says why when the rest does not come, and can be asked again", async () => {
    const { user, getByRole, findByText } = showTable(part, () => Promise.reject(new Error("The result has expired.")));
    await user.click(getByRole("button", { name: "Load all 9 rows" }));
    expect(await findByText("The result has expired.")).toBeDefined();
    expect(getByRole("button", { name: "Load all 9 rows" })).toBeDefined();
  });

  it("does not save a part as if it were all", async () => {
    const { user, getByRole, findByRole } = showTable(part, () => Promise.reject(new Error("gone")));
    await user.click(getByRole("button", { name: "CSV" }));
    expect(await findByRole("button", { name: "CSV failed, try again" })).toBeDefined();
    expect(saved).toHaveLength(0);
  });
});

describe("a result that holds fewer rows than the bill has groups", () => {
  it("is loaded once and says how many of how many there are", async () => {
    let loads = 0;
    const { user, getByRole, queryByRole, findByText } = showTable({ ...part, totalRows: 50 }, () => {
      loads += 1;
      return Promise.resolve(serviceTable.rows);
    });
    await user.click(getByRole("button", { name: "Load all 50 rows" }));
    expect(await findByText("First 9 of 50 rows")).toBeDefined();
    expect(queryByRole("button", { name: /Load all/ })).toBeNull();
    await user.click(getByRole("button", { name: "CSV" }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(loads).toBe(1);
  });
});

describe("a table of ten thousand rows", () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => [`i-${index}`, `${index}.5`, "0.0001"]);
  const large: Table = { ...serviceTable, rows, totalRows: rows.length };

  it("puts only what is in view into the document, and says how many there are", () => {
    const { getByRole, getAllByRole, getByText } = showTable(large);
    expect(getAllByRole("row").length).toBeLessThan(120);
    expect(getByRole("table").getAttribute("aria-rowcount")).toBe("10001");
    expect(getByText("10,000 rows")).toBeDefined();
  });

  it("is sorted and filtered at once, and found again as it was", async () => {
    const { user, getByRole, findByText, names } = showTable(large);
    await user.click(getByRole("columnheader", { name: "Service" }).querySelector("button") as HTMLButtonElement);
    await user.type(getByRole("textbox", { name: "Filter rows" }), "i-999");
    expect(await findByText("11 of 10,000 rows match")).toBeDefined();
    expect(names().slice(0, 3)).toEqual(["i-999", "i-9990", "i-9991"]);
    await user.clear(getByRole("textbox", { name: "Filter rows" }));
    expect(await findByText("10,000 rows")).toBeDefined();
  });
});
