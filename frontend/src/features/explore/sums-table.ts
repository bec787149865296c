import { styled } from "@mui/material/styles";

/** Names and their amounts; a row can be clicked anywhere, and reached by its button. */
export const SumsTable = styled("table")(({ theme }) => ({
  width: "100%",
  borderCollapse: "collapse",
  ...theme.typography.body2,
  fontVariantNumeric: "tabular-nums",
  "& th, & td": {
    padding: "5px 10px",
    textAlign: "right",
    verticalAlign: "top",
    whiteSpace: "nowrap",
    fontWeight: 450,
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  "& th:first-of-type": {
    textAlign: "left",
    whiteSpace: "normal",
    overflowWrap: "anywhere",
    width: "100%",
    minWidth: 128,
    lineHeight: 1.35,
  },
  "& thead th": { ...theme.typography.caption, color: theme.vars.palette.text.secondary, verticalAlign: "bottom" },
  "& thead button": { font: "inherit", color: "inherit", borderRadius: 4 },
  "& thead th[aria-sort]": { color: theme.vars.palette.text.primary, fontWeight: 600 },
  "& tbody tr.drill": { cursor: "pointer" },
  "& tbody tr.drill:hover": { background: theme.vars.palette.action.hover },
  "& tbody button": { font: "inherit", color: "inherit", textAlign: "left", borderRadius: 4, verticalAlign: "top" },
  "& td.share": { color: theme.vars.palette.text.secondary },
  "& tfoot th, & tfoot td": { fontWeight: 600, borderBottom: 0 },
  [theme.breakpoints.between("lg", 1500)]: { "& .before": { display: "none" } },
  [theme.breakpoints.down("sm")]: {
    "& .share, & .before": { display: "none" },
    "& th, & td": { padding: "6px 6px" },
  },
}));
