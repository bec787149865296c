import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { BillChange } from "@/features/bill/bill-change";
import { BillChangeContext } from "@/features/bill/bill-change-context";
import BillView from "@/features/bill/bill-view";
import { april } from "../support/bill";
import { dropOf, type Tree } from "../support/dropped";
import { settle } from "../support/fake-clock";
import { FakeBillServer, fileOf } from "../support/fake-bills";
import { show } from "../support/render";

let server: FakeBillServer;

beforeEach(() => {
  server = new FakeBillServer();
});

async function showView(): Promise<void> {
  const change = new BillChange({ bills: server.bills, onBill: () => undefined });
  show(
    <BillChangeContext.Provider value={change}>
      <BillView loaded={{ bill: april }} />
    </BillChangeContext.Provider>,
  );
  await act(settle);
}

const zone = () => screen.getByRole("group", { name: "Files to load" });

describe("dropped files", () => {
  it("of a folder are sent by their paths, and the bill is called by the folder", async () => {
    server.answers.set("POST bill/uploads", { status: 201, body: { upload: "u1", send: [0, 1], leftOut: [] } });
    await showView();
    const month = { "Manifest.json": fileOf("Manifest.json"), "a.csv": fileOf("a.csv") };
    await act(async () => {
      fireEvent.drop(zone(), dropOf({ exports: { "BILLING_PERIOD=2026-05": month } }));
      await settle();
    });
    await waitFor(() => expect(zone().textContent).toContain("may.csv is loaded"));
    const announced = server.asked.find(({ path }) => path === "bill/uploads")?.body as { files: { name: string }[] };
    expect(announced.files.map(({ name }) => name)).toEqual([
      "exports/BILLING_PERIOD=2026-05/Manifest.json",
      "exports/BILLING_PERIOD=2026-05/a.csv",
    ]);
    expect(server.puts).toHaveLength(2);
  });

  it("are refused with the reason when there are none, or too many", async () => {
    await showView();
    const drop = async (tree: Tree) => {
      await act(async () => {
        fireEvent.drop(zone(), dropOf(tree));
        await settle();
      });
      return (await screen.findByRole("alert")).textContent;
    };
    expect(await drop({ exports: { ".hidden": fileOf(".hidden") } })).toContain(
      "There are no files in what was dropped",
    );
    const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, at) => [`${at}.csv`, fileOf("x", 1)]));
    await waitFor(async () => expect(await drop({ exports: many })).toContain("Give its path below"));
    expect(server.asked.filter(({ method }) => method === "POST")).toEqual([]);
  });
});

describe("a chosen folder", () => {
  it("is sent by its files' paths without what is hidden", async () => {
    await showView();
    const inFolder = (path: string) =>
      Object.defineProperty(fileOf(path.split("/").at(-1) ?? ""), "webkitRelativePath", { value: path });
    const files = ["export/run/a.csv", "export/.DS_Store", "export/.git/b.csv"].map(inFolder);
    fireEvent.change(screen.getByLabelText("Folder of a bill"), { target: { files } });
    await waitFor(() => expect(zone().textContent).toContain("may.csv is loaded"));
    const announced = server.asked.find(({ path }) => path === "bill/uploads")?.body as { files: { name: string }[] };
    expect(announced.files.map(({ name }) => name)).toEqual(["export/run/a.csv"]);
  });
});
