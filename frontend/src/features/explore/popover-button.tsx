import Button from "@mui/material/Button";
import Popover from "@mui/material/Popover";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";

interface Props {
  /** What the button says, and what the dialog behind it is called. */
  readonly text: ReactNode;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly isMenu?: boolean;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small dialog below it; Escape closes it and leads back. */
export function PopoverButton({ text, label, icon, isMenu = true, children }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);
  return (
    <>
      <Button
        color="inherit"
        variant="outlined"
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        startIcon={icon}
        endIcon={isMenu && <ChevronDown size={14} />}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ borderColor: "divider", minHeight: 34, fontWeight: 500, textAlign: "left", lineHeight: 1.2 }}
      >
        {text}
      </Button>
      <Popover
        open={anchor !== undefined}
        anchorEl={anchor ?? null}
        onClose={close}
        transitionDuration={0}
        anchorOrigin={{ vertical: "bottom", horizontal: "left" }}
        slotProps={{
          paper: { role: "dialog", "aria-label": label, sx: { mt: 0.5, p: 2, maxWidth: "min(94vw, 420px)" } },
        }}
      >
        {anchor && children(close)}
      </Popover>
    </>
  );
}
