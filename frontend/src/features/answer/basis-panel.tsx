import Box from "@mui/material/Box";
import type { Basis } from "@/api";
import { basisLines } from "./basis-words";

/** What the numbers of an answer stand on, in words. */
export function BasisPanel({ basis, id }: { basis: Basis; id: string }) {
  return (
    <Box
      id={id}
      role="region"
      aria-label="Basis of these numbers"
      sx={{ px: 2, py: 1.5, borderRadius: 2.5, bgcolor: "action.hover" }}
    >
      <Box
        component="dl"
        sx={{
          m: 0,
          display: "grid",
          gridTemplateColumns: { xs: "1fr", sm: "max-content 1fr" },
          columnGap: 3,
          rowGap: { xs: 0, sm: 0.5 },
          typography: "body2",
          "& dt": { color: "text.secondary" },
          "& dd": { m: 0, mb: { xs: 0.75, sm: 0 }, overflowWrap: "anywhere" },
        }}
      >
        {basisLines(basis).map(({ term, words }) => (
          <Box key={term} sx={{ display: "contents" }}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
