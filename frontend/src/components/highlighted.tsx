import { styled } from "@mui/material/styles";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import bash from "highlight.js/lib/languages/bash";
import ini from "highlight.js/lib/languages/ini";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";

const lowlight = createLowlight({ bash, ini, json, python, sql, yaml });
lowlight.registerAlias({ bash: ["sh", "shell"], ini: ["toml"], python: ["py"], yaml: ["yml"] });

const Coloured = styled("span")(({ theme }) => ({
  "& .hljs-keyword, & .hljs-built_in, & .hljs-type, & .hljs-section": { color: theme.vars.palette.primary.main },
  "& .hljs-string, & .hljs-attr": { color: theme.vars.palette.success.main },
  "& .hljs-number, & .hljs-literal": { color: theme.vars.palette.warning.main },
  "& .hljs-comment": { color: theme.vars.palette.text.secondary, fontStyle: "italic" },
}));

/** Loaded when the first code is shown. Makes elements, never HTML. */
export default function Highlighted({ code, language }: { code: string; language: string }) {
  if (!lowlight.registered(language)) return code;
  return <Coloured>{toJsxRuntime(lowlight.highlight(language, code), { Fragment, jsx, jsxs })}</Coloured>;
}
