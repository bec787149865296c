import { act, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { go, hashOf, type Route, routeOf, useRoute } from "@/app/route";
import { socketUrl } from "@/app/start";

const ROUTES: readonly Route[] = [
  { page: "new" },
  { page: "dashboard" },
  { page: "bill" },
  { page: "conversation", threadId: "t-1" },
  { page: "conversation", threadId: "t-1", runId: "r-2" },
];

describe("an address", () => {
  it.each(ROUTES)("leads back to where it was made: %o", (route) => {
    expect(routeOf(hashOf(route))).toEqual(route);
  });

  it("keeps what a page itself wrote behind its name out of where it leads", () => {
    expect(routeOf("#/savings?service=Amazon+EC2&text=a/b")).toEqual({ page: "savings" });
    expect(routeOf("#/c/t-1?x=1")).toEqual({ page: "conversation", threadId: "t-1" });
  });

  it.each(["", "#", "#/", "#/c", "#/c/", "#/nowhere", "#token=x", "#/dashboards"])(
    "that leads nowhere begins anew: %s",
    (hash) => {
      expect(routeOf(hash)).toEqual({ page: "new" });
    },
  );

  it("is that of the page, and the page follows it", async () => {
    function Here() {
      return <p>{JSON.stringify(useRoute())}</p>;
    }
    render(<Here />);
    expect(screen.getByText('{"page":"new"}')).toBeDefined();
    const changed = new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
    await act(async () => {
      go({ page: "conversation", threadId: "t", runId: "r" });
      await changed;
    });
    expect(window.location.hash).toBe("#/c/t/r");
    expect(screen.getByText('{"page":"conversation","threadId":"t","runId":"r"}')).toBeDefined();
  });
});

describe("the socket", () => {
  it("is in the folder of the page, as safe as the page", () => {
    const at = (protocol: string, pathname: string) => socketUrl({ protocol, host: "here:1", pathname });
    expect(at("http:", "/")).toBe("ws://here:1/ws");
    expect(at("https:", "/stage/index.html")).toBe("wss://here:1/stage/ws");
  });
});
