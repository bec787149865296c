import Button from "@mui/material/Button";
import { Link2, MessageSquareText } from "lucide-react";
import { CopyButton } from "@/components/copy-button";
import { SavedViews } from "./saved-views";
import type { View } from "./view";

interface Props {
  readonly view: View;
  readonly onShow: (view: View) => void;
  readonly onAsk: () => void;
}

/** What can be done with a view: keep it, share it, talk about it. */
export function ViewTools({ view, onShow, onAsk }: Props) {
  return (
    <>
      <SavedViews view={view} onShow={onShow} />
      <CopyButton label="Copy link to this view" icon={Link2} text={() => window.location.href} />
      <Button
        color="inherit"
        variant="outlined"
        className="no-print"
        startIcon={<MessageSquareText size={14} />}
        onClick={onAsk}
        sx={{ borderColor: "divider", minHeight: 34 }}
      >
        Ask about this
      </Button>
    </>
  );
}
