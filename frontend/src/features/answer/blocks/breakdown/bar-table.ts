import { styled } from "@mui/material/styles";

/** Rows of name, bar, amount and share. A name takes three lines before it is cut; on a phone the bar lies behind. */
export const BarTable = styled("table")(({ theme }) => ({
  width: "100%",
  borderCollapse: "collapse",
  ...theme.typography.body2,
  fontVariantNumeric: "tabular-nums",
  "& th, & td": { padding: "5px 12px", textAlign: "right", whiteSpace: "nowrap", width: 0, fontWeight: 450 },
  "& th": { width: "38%", textAlign: "left", whiteSpace: "normal", overflowWrap: "anywhere", lineHeight: 1.35 },
  "& th > span": {
    display: "-webkit-box",
    WebkitBoxOrient: "vertical",
    WebkitLineClamp: 3,
    overflow: "hidden",
  },
  "& td.bar": { width: "auto", padding: 0 },
  "& td.bar > div": { height: 14, borderRadius: 3, background: theme.vars.palette.action.hover },
  "& td.bar > div > div": {
    width: "var(--width)",
    height: "100%",
    borderRadius: 3,
    background: "var(--series-1)",
    "&.negative": { background: theme.vars.palette.success.main },
  },
  "& td.share": { paddingLeft: 0, color: theme.vars.palette.text.secondary },
  "& tfoot": { color: theme.vars.palette.text.secondary },
  "& tfoot tr.total > *": {
    borderTop: `1px solid ${theme.vars.palette.divider}`,
    fontWeight: 600,
    color: theme.vars.palette.text.primary,
  },
  [theme.breakpoints.down("sm")]: {
    "& td.bar": { display: "none" },
    "& th": { width: "auto" },
    "& tbody th": { backgroundImage: "linear-gradient(to right, var(--share) var(--width), transparent 0)" },
  },
}));
