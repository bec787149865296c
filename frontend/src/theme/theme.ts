import { createTheme } from "@mui/material/styles";

const FONT = '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
export const MONO = 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace';

const light = {
  primary: { main: "#0b5a8f", contrastText: "#ffffff" },
  success: { main: "#00704f" },
  warning: { main: "#8f5600" },
  error: { main: "#b3261e" },
  background: { default: "#ffffff", paper: "#ffffff" },
  text: { primary: "#16191d", secondary: "#58616b" },
  divider: "#e3e6ea",
  action: { hover: "rgba(22, 25, 29, 0.045)", selected: "rgba(11, 90, 143, 0.09)" },
};

const dark = {
  primary: { main: "#6dbbec", contrastText: "#06202f" },
  success: { main: "#4ecaa0" },
  warning: { main: "#f0b03f" },
  error: { main: "#ff8f86" },
  background: { default: "#121417", paper: "#181b1f" },
  text: { primary: "#e9ecef", secondary: "#a3abb4" },
  divider: "#2c3137",
  action: { hover: "rgba(233, 236, 239, 0.06)", selected: "rgba(109, 187, 236, 0.14)" },
};

export const palettes = { light, dark };

export const theme = createTheme({
  cssVariables: { colorSchemeSelector: "data-theme" },
  colorSchemes: { light: { palette: light }, dark: { palette: dark } },
  shape: { borderRadius: 4 },
  typography: {
    fontFamily: FONT,
    fontSize: 14,
    h1: { fontSize: "1.75rem", fontWeight: 650, letterSpacing: "-0.022em", lineHeight: 1.2 },
    h2: { fontSize: "1.1875rem", fontWeight: 620, letterSpacing: "-0.014em", lineHeight: 1.35 },
    h3: { fontSize: "0.9375rem", fontWeight: 600, letterSpacing: "-0.006em", lineHeight: 1.4 },
    body1: { fontSize: "0.9375rem", lineHeight: 1.6 },
    body2: { fontSize: "0.84375rem", lineHeight: 1.5 },
    caption: { fontSize: "0.78125rem", lineHeight: 1.45 },
    button: { textTransform: "none", fontWeight: 550, letterSpacing: 0 },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        body: { fontFeatureSettings: '"cv05", "ss03"', WebkitFontSmoothing: "antialiased" },
        ":focus-visible": { outline: "2px solid var(--mui-palette-primary-main)", outlineOffset: 2 },
        "@media (prefers-reduced-motion: reduce)": {
          "*": { animation: "none !important", transition: "none !important" },
        },
      },
    },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { disableElevation: true, size: "small" },
      styleOverrides: { root: { borderRadius: 8 } },
    },
    MuiIconButton: { styleOverrides: { root: { borderRadius: 8 } } },
    // Beside what they explain, and so inside its landmark.
    MuiTooltip: {
      defaultProps: { enterDelay: 400, disableInteractive: true, slotProps: { popper: { disablePortal: true } } },
    },
    MuiPaper: { styleOverrides: { root: { backgroundImage: "none" } } },
    MuiPopover: { styleOverrides: { paper: { borderRadius: 10 } } },
  },
});
