import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import InputBase from "@mui/material/InputBase";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { ThreadSummary } from "@/api";

interface Props {
  readonly thread: ThreadSummary;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly onRename: (name: string) => void;
  readonly onDelete: () => void;
}

export function ConversationItem({ thread, href, isCurrent, onRename, onDelete }: Props) {
  const [menuAt, setMenuAt] = useState<HTMLElement | null>(null);
  const [name, setName] = useState<string>();
  const finish = (keep: boolean) => {
    if (keep && name?.trim()) onRename(name.trim());
    setName(undefined);
  };
  if (name !== undefined) {
    return (
      <Box component="li" sx={{ px: 1, py: 0.25, borderRadius: 2, border: 1, borderColor: "primary.main" }}>
        <InputBase
          fullWidth
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => finish(true)}
          onKeyDown={(event) => (event.key === "Enter" ? finish(true) : event.key === "Escape" && finish(false))}
          inputProps={{ "aria-label": "Name of the conversation", maxLength: 80 }}
          sx={{ typography: "body2" }}
        />
      </Box>
    );
  }
  const choose = (action: () => void) => () => {
    setMenuAt(null);
    action();
  };
  return (
    <Box
      component="li"
      sx={{
        display: "flex",
        alignItems: "center",
        borderRadius: 2,
        bgcolor: isCurrent ? "action.selected" : "transparent",
        "&:hover": { bgcolor: isCurrent ? "action.selected" : "action.hover" },
        "&:not(:hover):not(:focus-within) .more": { opacity: { md: 0 } },
      }}
    >
      <Box
        component="a"
        href={href}
        aria-current={isCurrent ? "page" : undefined}
        title={thread.title}
        sx={{
          flex: 1,
          minWidth: 0,
          px: 1,
          py: 0.75,
          borderRadius: 2,
          typography: "body2",
          color: "text.primary",
          textDecoration: "none",
          overflow: "hidden",
          textOverflow: "ellipsis",
          whiteSpace: "nowrap",
        }}
      >
        {thread.title}
      </Box>
      <IconButton
        className="more"
        size="small"
        aria-label={`More for ${thread.title}`}
        aria-haspopup="menu"
        onClick={(event) => setMenuAt(event.currentTarget)}
      >
        <Ellipsis size={16} />
      </IconButton>
      <Menu anchorEl={menuAt} open={menuAt !== null} onClose={() => setMenuAt(null)}>
        <MenuItem dense onClick={choose(() => setName(thread.title))}>
          Rename
        </MenuItem>
        <MenuItem dense onClick={choose(onDelete)}>
          Delete
        </MenuItem>
      </Menu>
    </Box>
  );
}
