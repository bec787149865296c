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

export default defineConfig(({ command }) => ({
  base: "./",
  define: { __PAGE_VERSION__: JSON.stringify(page.version) },
  plugins: [react(), preloadFont(), command === "serve" && !process.env["VITEST"] && fixture()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { target: "es2023", chunkSizeWarningLimit: 700 },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // A ceiling for what hangs, not a measure of speed: a busy machine is no failure.
    testTimeout: 60_000,
    setupFiles: ["tests/support/dom.ts"],
  },
}));
