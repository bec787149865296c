import IconButton from "@mui/material/IconButton";
import { useColorScheme } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { Moon, Sun, SunMoon } from "lucide-react";

const NEXT = { system: "light", light: "dark", dark: "system" } as const;
const ICONS = { system: SunMoon, light: Sun, dark: Moon };

export function ThemeSwitch() {
  const { mode = "system", setMode } = useColorScheme();
  const Icon = ICONS[mode];
  const label = `Theme: ${mode === "system" ? "as the system" : mode}`;
  return (
    <Tooltip title={label}>
      <IconButton size="small" aria-label={`${label}. Switch to ${NEXT[mode]}`} onClick={() => setMode(NEXT[mode])}>
        <Icon size={18} />
      </IconButton>
    </Tooltip>
  );
}
