// A fixture to look at the page without a platform: `npm run dev`, then /#token=fixture. Its answers are made up.
import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Plugin, PreviewServer } from "vite";
import { WebSocketServer } from "ws";
import { FakePlatform, goodJob, type Step } from "../tests/support/fake-platform.ts";
import { answerTo } from "./answers.ts";

const TOKEN = "fixture";
const SESSION = "one-process";
const STEP_MS = Number(process.env["STEP_MS"] ?? 900);

const bill = {
  label: "FIXTURE, not a bill",
  source: "frontend/dev/answers.ts",
  format: "none",
  period: { start: "2026-04-01", end: "2026-05-01" },
  rows: 48_211,
  accounts: [{ id: "111122223333", name: "Production" }],
  currencies: { USD: { "Unblended cost": "34161.34" } },
  problems: [],
  sample: true,
  suggestions: ["What did I spend by service?", "Show my daily spend", "List every resource", "Show me everything"],
};

function scriptOf(question: string): readonly Step[] {
  const steps = goodJob(answerTo(question), STEP_MS);
  if (!/fail/i.test(question)) return steps;
  const message = "The bill's file is not readable. Start the platform again with another one.";
  return [...steps.slice(0, 9), { event: { type: "RUN_ERROR", code: "INTERNAL", message } }];
}

/** What the page asks for before it sends anything: that its server knows the token. */
function proofFor({ url = "", socket }: IncomingMessage): object {
  const nonce = new URLSearchParams(url.slice(url.indexOf("?"))).get("nonce") ?? "";
  const words = ["finops.v1", "proof", String(socket.localPort), nonce, SESSION];
  return { session: SESSION, proof: createHmac("sha256", TOKEN).update(words.join("\n")).digest("base64url") };
}

/** Serves the fixture beside `npm run dev` and, over the built page, `npm run preview`. */
export function fixture(): Plugin {
  const attach = ({ httpServer, middlewares }: Pick<PreviewServer, "httpServer" | "middlewares">): void => {
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "finops.v1" });
    new FakePlatform(scriptOf).attach(sockets);
    httpServer.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url !== "/ws") return;
      sockets.handleUpgrade(request, socket, head, (connection) => sockets.emit("connection", connection, request));
    });
    const answerWith = (path: string, answerOf: (request: IncomingMessage) => object): void => {
      middlewares.use(path, (request: IncomingMessage, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(answerOf(request)));
      });
    };
    answerWith("/session", proofFor);
    answerWith("/bill.json", () => bill);
  };
  return {
    name: "fixture",
    configureServer: ({ httpServer, middlewares }) => {
      if (httpServer) attach({ httpServer, middlewares });
    },
    configurePreviewServer: attach,
  };
}
