import { styled } from "@mui/material/styles";

export const ROW_HEIGHT = 34;

/** Scrolls the table in both directions; the widths of its columns are measured against it. */
export const Scroller = styled("div")({
  overflow: "auto",
  maxHeight: 460,
  overscrollBehaviorX: "contain",
  containerType: "inline-size",
});

export const Table = styled("table")(({ theme }) => ({
  width: "100%",
  tableLayout: "fixed",
  borderCollapse: "separate",
  borderSpacing: 0,
  ...theme.typography.body2,
  fontVariantNumeric: "tabular-nums",
  "& th": {
    verticalAlign: "bottom",
    position: "sticky",
    top: 0,
    zIndex: 1,
    padding: 0,
    background: theme.vars.palette.background.paper,
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  "& th button": {
    all: "unset",
    boxSizing: "border-box",
    display: "flex",
    alignItems: "center",
    gap: 4,
    width: "100%",
    minHeight: ROW_HEIGHT,
    padding: "4px 12px",
    lineHeight: 1.25,
    cursor: "pointer",
    fontWeight: 550,
    fontSize: "0.78125rem",
    color: theme.vars.palette.text.secondary,
    "&:hover": { color: theme.vars.palette.text.primary },
    "&:focus-visible": { outline: `2px solid ${theme.vars.palette.primary.main}`, outlineOffset: -3 },
  },
  "& th.end button": { flexDirection: "row-reverse" },
  "& td": {
    padding: "0 12px",
    whiteSpace: "nowrap",
    overflow: "hidden",
    textOverflow: "ellipsis",
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  "& tbody tr:last-of-type td": { borderBottom: 0 },
  "& tbody tr:hover td": { background: theme.vars.palette.action.hover },
  "& .end": { textAlign: "right" },
  "& .start": { textAlign: "left" },
}));
