import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import { isolated } from "@/values/texts";
import type { Sums } from "./sums";
import { intervalName } from "./chart/hover-card";
import type { Grain } from "./view";

interface Props {
  readonly sums: Sums;
  readonly grain: Grain;
  readonly canPick: (line: number) => boolean;
  readonly onPick: (line: number) => void;
}

/** The lines by colour; a click goes into one. Below it, what is only there in part. */
export function Legend({ sums: { lines, starts, partial }, grain, canPick, onPick }: Props) {
  const cut = starts.filter((_, at) => partial[at]).map((start) => intervalName(start, grain));
  return (
    <Box sx={{ px: 1, pb: 0.5 }}>
      {lines.length > 1 && (
        <Box role="group" aria-label="Legend" sx={{ display: "flex", flexWrap: "wrap", gap: 0.25 }}>
          {lines.map(({ name, color }, index) => (
            <ButtonBase
              key={name}
              disabled={!canPick(index)}
              title={`Go into ${isolated(name)}`}
              onClick={() => onPick(index)}
              sx={{
                gap: 0.75,
                px: 0.75,
                py: 0.25,
                borderRadius: 1.5,
                typography: "caption",
                textAlign: "left",
                "&:hover": { bgcolor: "action.hover" },
              }}
            >
              <Box sx={{ flex: "none", width: 10, height: 10, borderRadius: 0.5 }} style={{ background: color }} />
              {isolated(name)}
            </ButtonBase>
          ))}
        </Box>
      )}
      {cut.length > 0 && (
        <Box sx={{ typography: "caption", color: "text.secondary", px: 0.75, pt: 0.25 }}>
          Only in part: {cut.join(", ")}
        </Box>
      )}
    </Box>
  );
}
