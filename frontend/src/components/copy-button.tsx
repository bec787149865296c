import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";

const SHOWN_FOR_MS = 1_600;

interface Props {
  readonly label: string;
  readonly text: () => string;
  readonly icon?: LucideIcon;
}

/** Copies a text, and says so to eyes and to screen readers. */
export function CopyButton({ label, text, icon: Icon = Copy }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void navigator.clipboard.writeText(text()).then(() => setCopied(true));
  return (
    <Tooltip title={copied ? "Copied" : label}>
      <IconButton size="small" aria-label={copied ? "Copied" : label} onClick={copy}>
        {copied ? <Check size={16} /> : <Icon size={16} />}
      </IconButton>
    </Tooltip>
  );
}
