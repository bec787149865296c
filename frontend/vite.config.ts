import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { fixture } from "./dev/fixture.ts";
import page from "./package.json" with { type: "json" };

/** The browser learns of the typeface from the document, not from a style sheet after it. */
function preloadFont(): Plugin {
  return {
    name: "preload-font",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => name.endsWith(".woff2"));
        if (!font) return [];
        const attrs = { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `./${font}` };
        return [{ tag: "link", attrs, injectTo: "head-prepend" }];
      },
    },
  };
}

/** Tests of plain modules that need what a browser has: its languages, storage or addresses. */
const IN_A_BROWSER = [
  "tests/answer/series-data.test.ts",
  "tests/answer/table-order.test.ts",
  "tests/answer/words.test.ts",
  "tests/chat/chat-store.test.ts",
  "tests/explore/sums.test.ts",
  "tests/jobs/job-board.test.ts",
  "tests/jobs/job-store.test.ts",
  "tests/jobs/outbox.test.ts",
  "tests/sign-in/sign-in.test.ts",
  "tests/values/format.test.ts",
];

export default defineConfig(({ command }) => ({
  base: "./",
  define: { __PAGE_VERSION__: JSON.stringify(page.version) },
  plugins: [react(), preloadFont(), command === "serve" && !process.env["VITEST"] && fixture()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { target: "es2023", chunkSizeWarningLimit: 700 },
  test: {
    restoreMocks: true,
    // A ceiling for what hangs, not a measure of speed: a busy machine is no failure.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "page",
          environment: "jsdom",
          include: ["tests/**/*.test.tsx", ...IN_A_BROWSER],
          setupFiles: ["tests/support/dom.ts"],
        },
      },
      // Making a page takes longer than most of these tests.
      { extends: true, test: { name: "modules", include: ["tests/**/*.test.ts"], exclude: IN_A_BROWSER } },
    ],
  },
}));
