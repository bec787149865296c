import { styled } from "@mui/material/styles";

/** Running text as it comes out of Markdown. */
export const Prose = styled("div")(({ theme }) => ({
  ...theme.typography.body1,
  overflowWrap: "anywhere",
  "& > :first-of-type": { marginTop: 0 },
  "& > :last-child": { marginBottom: 0 },
  "& p": { margin: "0 0 0.75em" },
  "& h4": { ...theme.typography.h3, margin: "1.25em 0 0.4em" },
  "& h5": { ...theme.typography.body2, fontWeight: 600, margin: "1em 0 0.3em" },
  "& ul, & ol": { margin: "0 0 0.75em", paddingLeft: "1.4em" },
  "& li": { marginBottom: "0.2em" },
  "& li::marker": { color: theme.vars.palette.text.secondary },
  "& code": {
    fontSize: "0.875em",
    padding: "0.1em 0.35em",
    borderRadius: 5,
    background: theme.vars.palette.action.hover,
  },
  "& blockquote": {
    margin: "0 0 0.75em",
    paddingLeft: "0.9em",
    borderLeft: `3px solid ${theme.vars.palette.divider}`,
    color: theme.vars.palette.text.secondary,
  },
  "& hr": { border: 0, borderTop: `1px solid ${theme.vars.palette.divider}`, margin: "1em 0" },
  "& table": { borderCollapse: "collapse", display: "block", overflowX: "auto", marginBottom: "0.75em" },
  "& th, & td": {
    ...theme.typography.body2,
    textAlign: "left",
    padding: "5px 14px 5px 0",
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  "& th": { fontWeight: 600 },
}));
