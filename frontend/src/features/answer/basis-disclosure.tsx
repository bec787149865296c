import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import { ChevronDown, Scale } from "lucide-react";
import { useId, useState } from "react";
import type { Basis } from "@/api";
import { basisLines, basisSummary } from "./basis-words";

/** What the numbers of an answer stand on: in short under the headline, in full one click away. */
export function BasisDisclosure({ basis, of = "these numbers" }: { basis: Basis; of?: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const lines = basisLines(basis);
  if (lines.length === 0) return null;
  return (
    <Box sx={{ mt: -0.75 }}>
      <ButtonBase
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        sx={{
          gap: 0.75,
          py: 0.25,
          borderRadius: 1,
          typography: "caption",
          textAlign: "left",
          color: "text.secondary",
          "&:hover": { color: "text.primary" },
        }}
      >
        <Scale size={14} aria-hidden style={{ flex: "none" }} />
        <span>
          <Box component="span" sx={{ fontWeight: 550 }}>
            Basis
          </Box>{" "}
          {basisSummary(basis)}
        </span>
        <Box
          component={ChevronDown}
          size={14}
          aria-hidden
          sx={{ flex: "none", transform: open ? "rotate(180deg)" : "" }}
        />
      </ButtonBase>
      <Box
        id={id}
        className="basis"
        role="group"
        aria-label={`Basis of ${of}`}
        hidden={!open}
        sx={{ mt: 1, px: 2, py: 1.5, borderRadius: 2.5, bgcolor: "action.hover" }}
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
          {lines.map(({ term, words }) => (
            <Box key={term} sx={{ display: "contents" }}>
              <dt>{term}</dt>
              <dd>{words}</dd>
            </Box>
          ))}
        </Box>
      </Box>
    </Box>
  );
}
