import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fixture } from "./dev/fixture";

export default defineConfig(({ command }) => ({
  base: "./",
  plugins: [react(), command === "serve" && !process.env["VITEST"] && fixture()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { target: "es2023", chunkSizeWarningLimit: 700 },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
}));
