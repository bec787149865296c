import { styled } from "@mui/material/styles";

/** Resources in rows; on a phone name and cost are left, and the rest stands under the name. */
export const ThingsGrid = styled("table")(({ theme }) => ({
  width: "100%",
  borderCollapse: "collapse",
  ...theme.typography.body2,
  fontVariantNumeric: "tabular-nums",
  "& th, & td": {
    padding: "7px 10px",
    textAlign: "left",
    verticalAlign: "top",
    fontWeight: 450,
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
    overflowWrap: "anywhere",
  },
  "& tbody th": { minWidth: 150 },
  "& tbody th .under": { paddingLeft: 18 },
  "& .under": { ...theme.typography.caption, color: theme.vars.palette.text.secondary },
  "& .amount": { textAlign: "right", whiteSpace: "nowrap" },
  "& .amount button": { marginLeft: "auto" },
  "& .short": { whiteSpace: "nowrap" },
  "& thead th": {
    ...theme.typography.caption,
    color: theme.vars.palette.text.secondary,
    verticalAlign: "bottom",
    whiteSpace: "nowrap",
  },
  "& thead button": { font: "inherit", color: "inherit", borderRadius: 4 },
  "& thead th[aria-sort]": { color: theme.vars.palette.text.primary, fontWeight: 600 },
  "& tbody th button": { font: "inherit", color: "inherit", textAlign: "left", borderRadius: 4 },
  "& tr.open > *": { borderBottom: 0, background: theme.vars.palette.action.hover },
  "& tr.detail > td": { background: theme.vars.palette.action.hover, paddingTop: 0 },
  "& .on-phone": { display: "none" },
  [theme.breakpoints.down("md")]: {
    "& .wide": { display: "none" },
    "& .on-phone": { display: "block" },
    "& th, & td": { padding: "8px 6px" },
  },
}));
