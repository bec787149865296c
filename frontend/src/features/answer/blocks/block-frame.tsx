import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type ReactNode, useId } from "react";

interface Props {
  readonly title: string;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** The border, title and tools that all blocks of an answer share. A group, for landmarks of a page have one name each. */
export function BlockFrame({ title, tools, children }: Props) {
  const id = useId();
  return (
    <Box
      role="group"
      aria-labelledby={id}
      sx={{ border: 1, borderColor: "divider", borderRadius: 2.5, overflow: "hidden", bgcolor: "background.paper" }}
    >
      <Box
        sx={{
          display: "flex",
          flexWrap: "wrap",
          alignItems: "center",
          gap: 1,
          px: 1.5,
          py: 0.75,
          minHeight: 46,
          borderBottom: 1,
          borderColor: "divider",
        }}
      >
        <Typography id={id} component="h4" variant="h3" sx={{ flex: "1 1 auto", minWidth: 0 }}>
          {title}
        </Typography>
        <Box className="no-print" sx={{ display: "flex", alignItems: "center", gap: 0.5, ml: "auto" }}>
          {tools}
        </Box>
      </Box>
      {children}
    </Box>
  );
}
