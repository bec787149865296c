import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { ErrorBoundary } from "./app/failed";
import { SignedOut } from "./app/signed-out";
import { start } from "./app/start";
import { takeToken } from "./app/token";
import "./theme/page.css";
import { theme } from "./theme/theme";

const token = takeToken(window);
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <ThemeProvider theme={theme} defaultMode="system" noSsr>
      <CssBaseline enableColorScheme />
      <ErrorBoundary>{token ? <App {...start(token, window)} /> : <SignedOut />}</ErrorBoundary>
    </ThemeProvider>
  </StrictMode>,
);
