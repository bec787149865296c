import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { entry } from "./app/entry";
import { ErrorBoundary } from "./app/failed";
import "./theme/page.css";
import { theme } from "./theme/theme";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
const shown = createRoot(root);

void entry(window).then((first) =>
  shown.render(
    <StrictMode>
      <ThemeProvider theme={theme} defaultMode="system" noSsr>
        <CssBaseline enableColorScheme />
        <ErrorBoundary>{first}</ErrorBoundary>
      </ThemeProvider>
    </StrictMode>,
  ),
);
