import { describe, expect, it } from "vitest";
import { readDeployment } from "@/sign-in";
import { DEPLOYMENT } from "../support/fake-user-pool";

function answering(told: unknown, status = 200): typeof fetch {
  return () => Promise.resolve(Response.json(told, { status }));
}

describe("the configuration beside the page", () => {
  it("says nothing on a laptop", async () => {
    expect(await readDeployment(answering({}))).toBeUndefined();
  });

  it("names socket, sign-in and client in the cloud, and may say more", async () => {
    expect(await readDeployment(answering({ ...DEPLOYMENT, region: "eu-west-1" }))).toEqual(DEPLOYMENT);
    const here = { ...DEPLOYMENT, socket: "ws://127.0.0.1:9/live", signIn: "http://localhost:8" };
    expect(await readDeployment(answering(here))).toEqual(here);
  });

  it("names the language models that questions may go to, if any", async () => {
    const models = async (told: object) => (await readDeployment(answering({ ...DEPLOYMENT, ...told })))?.model;
    expect(await models({ modelPlans: "bedrock:m", modelWrites: "" })).toEqual({ plans: "bedrock:m", writes: "" });
    expect(await models({ modelPlans: "bedrock:m", modelWrites: "openai:w" })).toEqual({
      plans: "bedrock:m",
      writes: "openai:w",
    });
    expect(await models({ modelPlans: 7 })).toBeNull();
    expect(await models({})).toBeNull();
  });

  it.each<[string, unknown]>([
    ["no client", { socket: DEPLOYMENT.socket, signIn: DEPLOYMENT.signIn }],
    ["an empty client", { ...DEPLOYMENT, clientId: "" }],
    ["a socket without encryption", { ...DEPLOYMENT, socket: "ws://socket.example/live" }],
    ["a sign-in without encryption", { ...DEPLOYMENT, signIn: "http://pool.example" }],
    ["a script as sign-in", { ...DEPLOYMENT, signIn: "javascript:alert(1)" }],
    ["a list", [1]],
    ["a text", "wss://socket.example"],
    ["null", null],
  ])("with %s is no configuration", async (_, told) => {
    await expect(readDeployment(answering(told))).rejects.toThrow("not complete");
  });

  it.each<[string, typeof fetch]>([
    ["missing", answering({}, 404)],
    ["no JSON", () => Promise.resolve(new Response("<html>"))],
    ["out of reach", () => Promise.reject(new TypeError("offline"))],
  ])("that is %s is asked for again by the reader", async (_, fetcher) => {
    await expect(readDeployment(fetcher)).rejects.toThrow("could not be read");
  });
});
