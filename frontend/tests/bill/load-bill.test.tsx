import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { type Bill, type BillResult } from "@/features/bill/bill";
import { BillChange } from "@/features/bill/bill-change";
import { BillChangeContext } from "@/features/bill/bill-change-context";
import BillView from "@/features/bill/bill-view";
import { april } from "../support/bill";
import { dropOf } from "../support/dropped";
import { settle } from "../support/fake-clock";
import { FakeBillServer, fileOf, settings } from "../support/fake-bills";
import { show, type Shown } from "../support/render";

let server: FakeBillServer;
let bills: Bill[];

beforeEach(() => {
  server = new FakeBillServer();
  bills = [];
});

async function showView(loaded: BillResult | undefined = { bill: april }): Promise<Shown> {
  const change = new BillChange({ bills: server.bills, onBill: (bill) => bills.push(bill) });
  const shown = show(
    <BillChangeContext.Provider value={change}>
      <BillView loaded={loaded} />
    </BillChangeContext.Provider>,
  );
  await act(settle);
  return shown;
}

const zone = () => screen.getByRole("group", { name: "Files to load" });
const path = () => screen.getByRole("textbox", { name: "Or give its path on this machine" });

function transfer(files: File[]): object {
  return dropOf(Object.fromEntries(files.map((file) => [file.name, file])));
}

describe("dropped files", () => {
  it("are loaded wherever on the page they are dropped", async () => {
    await showView();
    const anywhere = screen.getByRole("heading", { name: "What is in it" });
    fireEvent.dragEnter(anywhere, transfer([]));
    expect(zone().textContent).toContain("Drop to load");
    expect(fireEvent.dragOver(anywhere, transfer([]))).toBe(false);
    await act(async () => {
      fireEvent.drop(anywhere, transfer([fileOf("may.csv")]));
      await settle();
    });
    await waitFor(() => expect(zone().textContent).toContain("may.csv is loaded"));
    expect(server.opened).toEqual([{ upload: "u1" }]);
    expect(bills).toHaveLength(1);
  });

  it("are no longer expected when they are carried away again", async () => {
    await showView();
    const outer = screen.getByRole("heading", { name: "What is in it" });
    fireEvent.dragEnter(outer, transfer([]));
    fireEvent.dragEnter(zone(), transfer([]));
    fireEvent.dragLeave(outer, transfer([]));
    expect(zone().textContent).toContain("Drop to load");
    fireEvent.dragLeave(zone(), transfer([]));
    expect(zone().textContent).toContain("Drop the files or the folder of a bill here");
  });

  it("are not mistaken for dragged text", async () => {
    await showView();
    const text = { dataTransfer: { types: ["text/plain"], files: [], items: [] } };
    fireEvent.dragEnter(zone(), text);
    expect(zone().textContent).toContain("Drop the files or the folder of a bill here");
    expect(fireEvent.drop(zone(), text)).toBe(true);
  });
});

describe("chosen files", () => {
  it("are what is asked for where nothing can be dropped", async () => {
    const sized = window.matchMedia.bind(window);
    window.matchMedia = (query) => Object.assign(sized(query), { matches: query === "(hover: none)" });
    await showView();
    expect(zone().textContent).toContain("Send the files of a bill");
  });

  it("show how far they are, can be cancelled, and leave the focus in place", async () => {
    server.takesFiles = false;
    const { user } = await showView();
    await user.upload(screen.getByLabelText("Files of a bill"), [fileOf("may.csv", 200)]);
    act(() => server.puts[0]?.progress(50));
    expect(screen.getByRole("progressbar", { name: "Uploading" }).getAttribute("aria-valuenow")).toBe("25");
    expect(zone().textContent).toContain("Uploading, 25 %");
    expect(screen.getByRole("status").textContent).toBe("Uploading may.csv, 25 percent");
    await user.click(within(zone()).getByRole("button", { name: "Cancel" }));
    expect(within(zone()).getByRole("button", { name: "Choose files" })).toBeDefined();
    expect(screen.getByRole("status").textContent).toBe("");
  });

  it("are read after that, and until then nothing else can be loaded", async () => {
    server.answers.set("POST bill", new Promise(() => undefined));
    const { user } = await showView();
    screen.getByRole("button", { name: "Choose files" }).focus();
    fireEvent.change(screen.getByLabelText("Files of a bill"), { target: { files: [fileOf("may.csv")] } });
    expect(await screen.findByRole("progressbar", { name: "Reading the bill" })).toBeDefined();
    expect(zone().textContent).toContain("Reading the bill…");
    expect(document.activeElement).toBe(zone());
    for (const name of ["Open", "Read this bill again"]) {
      expect(screen.getByRole<HTMLButtonElement>("button", { name }).disabled).toBe(true);
    }
    await user.type(path(), "x.csv{Enter}");
    expect(server.opened).toEqual([{ upload: "u1" }]);
  });

  it("that are no bill say why, and others can be chosen", async () => {
    server.answers.set("POST bill", {
      status: 400,
      body: { code: "BAD_FRAME", message: "may.csv: the file is empty." },
    });
    const { user } = await showView();
    const input = screen.getByLabelText("Files of a bill");
    await user.upload(input, [fileOf("may.csv")]);
    expect((await screen.findByRole("alert")).textContent).toContain("may.csv: the file is empty.");
    expect(bills).toEqual([]);
    await user.upload(input, [fileOf("may.csv")]);
    await waitFor(() => expect(server.opened).toHaveLength(2));
  });

  it("of which some were left out are named", async () => {
    const leftOut = ["a.json", "b.json", "c.json", "d.json"];
    server.answers.set("POST bill/uploads", { status: 201, body: { upload: "u1", send: [0], leftOut } });
    const { user } = await showView();
    await user.upload(screen.getByLabelText("Files of a bill"), [fileOf("may.csv"), fileOf("a.json")]);
    expect(await screen.findByText(/a\.json, b\.json, c\.json and 1 more/)).toBeDefined();
    expect(screen.getByRole("link", { name: "Ask about it" }).getAttribute("href")).toBe("#/");
  });

  it("are asked about before the tab is closed in the middle of them", async () => {
    server.takesFiles = false;
    const { user } = await showView();
    const leaving = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leaving()).toBe(false);
    await user.upload(screen.getByLabelText("Files of a bill"), [fileOf("may.csv")]);
    expect(leaving()).toBe(true);
    await user.click(within(zone()).getByRole("button", { name: "Cancel" }));
    expect(leaving()).toBe(false);
  });
});

describe("a path", () => {
  it("is opened with the keyboard alone, without the quotes it was pasted with", async () => {
    const { user } = await showView();
    await user.click(path());
    await user.keyboard('"/exports/may 2026.csv"{Enter}');
    await waitFor(() => expect(server.opened).toEqual([{ path: "/exports/may 2026.csv" }]));
    expect(screen.getByRole("status").textContent).toBe("may.csv is loaded");
  });

  it("that is empty asks nothing", async () => {
    const { user } = await showView();
    await user.type(path(), "  {Enter}");
    expect(server.opened).toEqual([]);
  });
});

describe("the bill from before", () => {
  it("can be read again", async () => {
    const { user } = await showView();
    await user.click(screen.getByRole("button", { name: "Read this bill again" }));
    expect(server.opened).toEqual([{ again: true }]);
  });

  it("can give way to the sample account, unless it is that", async () => {
    const { user, unmount } = await showView({ bill: { ...april, sample: false } });
    await user.click(screen.getByRole("button", { name: "Open the sample account" }));
    expect(server.opened).toEqual([{ sample: true }]);
    unmount();
    await showView({ bill: april });
    expect(screen.queryByRole("button", { name: "Open the sample account" })).toBeNull();
  });
});

describe("the settings", () => {
  const row = (name: string) => screen.getByText(name, { selector: "dt" }).parentElement?.textContent ?? "";

  it("are listed with value, origin, default and meaning", async () => {
    await showView();
    expect(row("metric")).toBe('metric"effective"by finops.toml, default "billed"What “cost” means.');
    expect(row("time_zone")).toBe('time_zone"UTC"defaultThe time zone for words.');
    expect(row("teams")).toBe("teamsnot setYour teams.");
    expect(row("port")).toBe("port0by the command line, default 8321The port.");
    expect(row("workers")).toBe("workers3by finops.toml, default 8How many at the same time.");
    expect(row("data_dir")).toBe('data_dir"/home/me/.finops"built inThe folder of the platform.');
    expect(screen.getByText("/home/me/finops.toml")).toBeDefined();
    expect(screen.getByLabelText("toml code").textContent).toContain('metric = "effective"');
  });

  it("of a missing file say where it would be", async () => {
    server.answers.set("GET settings.json", { status: 200, body: { ...settings, file: null } });
    await showView();
    expect(screen.getByText(/There is no file/).textContent).toContain("/home/me/finops.toml");
  });

  it("of a broken file say what is wrong with it", async () => {
    const problem = "finops.toml: metric: is no cost metric; accepted are billed, effective.";
    server.answers.set("GET settings.json", { status: 200, body: { ...settings, problem } });
    await showView();
    expect(screen.getByRole("alert").textContent).toContain(problem);
    expect(screen.getByRole("alert").textContent).toContain("stays in use");
  });

  it("of a changed file can be put to use", async () => {
    server.answers.set("GET settings.json", { status: 200, body: { ...settings, changed: true } });
    const { user } = await showView();
    await user.click(screen.getByRole("button", { name: "Use the new ones" }));
    expect(server.opened).toEqual([{ again: true }]);
  });

  it("are not there where the platform has none, nor is another bill loaded there", async () => {
    server.answers.delete("GET settings.json");
    await showView();
    expect(screen.queryByRole("heading", { name: /Settings/ })).toBeNull();
    expect(screen.queryByRole("group", { name: "Files to load" })).toBeNull();
    expect(screen.getByLabelText("bash code").textContent).toContain("finops up --bill PATH");
  });

  it("that cannot be read just now do not keep another bill from being loaded", async () => {
    server.answers.set("GET settings.json", new TypeError("offline"));
    await showView({ problem: "The server cannot be reached." });
    expect(zone()).toBeDefined();
    expect(screen.queryByRole("heading", { name: /Settings/ })).toBeNull();
  });
});
