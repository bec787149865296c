import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";

/** Questions to ask with one click. */
export function Suggestions({ texts, onAsk }: { texts: readonly string[]; onAsk: (text: string) => void }) {
  if (texts.length === 0) return null;
  return (
    <Box
      component="ul"
      aria-label="Suggested questions"
      className="no-print"
      sx={{ display: "flex", flexWrap: "wrap", gap: 1, m: 0, mt: 0.5, p: 0, listStyle: "none" }}
    >
      {texts.map((text) => (
        <li key={text}>
          <Chip
            variant="outlined"
            label={text}
            onClick={() => onAsk(text)}
            sx={{
              height: "auto",
              minHeight: 32,
              borderRadius: 2,
              "& .MuiChip-label": { whiteSpace: "normal", py: 0.5 },
            }}
          />
        </li>
      ))}
    </Box>
  );
}
