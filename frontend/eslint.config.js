import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/types.ts"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js", "scripts/*.mjs"] } },
    },
    rules: {
      complexity: ["error", 12],
      "max-lines": ["error", 250],
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Concerns the React Compiler, which is not used here.
      "react-hooks/incompatible-library": "off",
    },
  },
  {
    // The module that speaks to the server could be published alone: it knows neither React nor the page.
    files: ["src/api/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: ["react", "react-dom", "@mui/*", "@/app/*", "@/features/*", "@/components/*"] },
      ],
    },
  },
  {
    // Under all pages: it knows none of them.
    files: ["src/jobs/**/*", "src/values/**/*"],
    rules: { "no-restricted-imports": ["error", { patterns: ["@/app/*", "@/features/*", "@/components/*"] }] },
  },
  {
    files: ["src/components/**/*", "src/features/**/*"],
    rules: { "no-restricted-imports": ["error", { patterns: ["@/app/*"] }] },
  },
  { files: ["scripts/*.mjs", "eslint.config.js"], ...tseslint.configs.disableTypeChecked },
  {
    files: ["scripts/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
    rules: { "no-console": "off" },
  },
);
