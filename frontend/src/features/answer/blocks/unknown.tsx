import Typography from "@mui/material/Typography";
import { readable } from "@/values/texts";
import { BlockFrame } from "./block-frame";

export const UNKNOWN_BLOCK =
  "This part of the answer is of a kind that this page does not know. Reload the page to get a newer one.";

/** What a newer platform shows and this page cannot: said, not left out. */
export function Unknown({ title }: { title: string }) {
  return (
    <BlockFrame title={title === "" ? "More" : readable(title)}>
      <Typography variant="body2" sx={{ p: 1.5 }}>
        {UNKNOWN_BLOCK}
      </Typography>
    </BlockFrame>
  );
}
