import CssBaseline from "@mui/material/CssBaseline";
import { createTheme, ThemeProvider } from "@mui/material/styles";
import TextField from "@mui/material/TextField";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

/** The least a Material UI page with one text field can be: what the page's own start is compared with. */
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <ThemeProvider theme={createTheme()}>
      <CssBaseline />
      <TextField
        autoFocus
        multiline
        label="Your question"
        slotProps={{ htmlInput: { "aria-label": "Your question" } }}
      />
    </ThemeProvider>
  </StrictMode>,
);
