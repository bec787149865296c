import Box from "@mui/material/Box";
import { lazy, Suspense } from "react";
import { CopyButton } from "./copy-button";

const Highlighted = lazy(() => import("./highlighted"));

/** Program text with its language's colours, which arrive later than the text and change nothing of its layout. */
export function Code({ code, language }: { code: string; language: string }) {
  return (
    <Box sx={{ position: "relative", my: 1.5, border: 1, borderColor: "divider", borderRadius: 2, overflow: "hidden" }}>
      <Box
        component="pre"
        tabIndex={0}
        aria-label={language ? `${language} code` : "Code"}
        sx={{
          m: 0,
          p: 1.75,
          pr: 6,
          overflowX: "auto",
          fontSize: "0.8125rem",
          lineHeight: 1.6,
          bgcolor: "action.hover",
        }}
      >
        <Box component="code" sx={{ "&&": { p: 0, bgcolor: "transparent", fontSize: "inherit" } }}>
          <Suspense fallback={code}>
            <Highlighted code={code} language={language} />
          </Suspense>
        </Box>
      </Box>
      <Box sx={{ position: "absolute", top: 6, right: 6 }}>
        <CopyButton label="Copy code" text={() => code} />
      </Box>
    </Box>
  );
}
