import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { SquarePen } from "lucide-react";
import { ConversationList } from "@/features/conversations/conversation-list";
import { go, hashOf, type Route } from "./route";

export function Sidebar({ route }: { route: Route }) {
  const current = route.page === "conversation" ? route.threadId : undefined;
  return (
    <Box component="nav" aria-label="Conversations" sx={{ display: "flex", flexDirection: "column", height: 1 }}>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1.25, height: 56, px: 2, flex: "none" }}>
        <Box component="img" src="./favicon.svg" alt="" width={24} height={24} />
        <Typography component="h1" variant="h3">
          FinOps Agent
        </Typography>
      </Box>
      <Box sx={{ px: 1.5, pb: 1.25 }}>
        <Button
          fullWidth
          color="inherit"
          variant="outlined"
          href={hashOf({ page: "new" })}
          startIcon={<SquarePen size={15} />}
          sx={{ justifyContent: "flex-start", borderColor: "divider", height: 36 }}
        >
          New conversation
        </Button>
      </Box>
      <ConversationList
        current={current}
        hrefOf={(threadId) => hashOf({ page: "conversation", threadId })}
        onRemovedCurrent={() => go({ page: "new" })}
      />
    </Box>
  );
}
