import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Place } from "./places";

const GoTo = lazy(() => import("./go-to"));

/** Opens the list of places, by button or by Ctrl+K; with a modifier, so that it is never pressed while writing. */
export function GoToButton({ places }: { places: readonly Place[] }) {
  const [open, setOpen] = useState<boolean>();
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k")
        return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  }, []);
  return (
    <>
      <Tooltip title="Go to (Ctrl+K)">
        <IconButton size="small" aria-label="Go to" aria-keyshortcuts="Control+K Meta+K" onClick={() => setOpen(true)}>
          <Search size={17} />
        </IconButton>
      </Tooltip>
      {open !== undefined && (
        <Suspense fallback={null}>
          <GoTo open={open} places={places} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
