import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import Typography from "@mui/material/Typography";
import { ConversationList } from "@/features/conversations/conversation-list";
import type { Place } from "./places";
import { go, hashOf, type Route } from "./route";

export function Sidebar({ route, places }: { route: Route; places: readonly Place[] }) {
  const current = route.page === "conversation" ? route.threadId : undefined;
  return (
    <Box component="aside" aria-label="Menu" sx={{ display: "flex", flexDirection: "column", height: 1 }}>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1.25, height: 56, px: 2, flex: "none" }}>
        <Box component="img" src="./favicon.svg" alt="" width={24} height={24} />
        <Typography component="h1" variant="h3">
          FinOps Agent
        </Typography>
      </Box>
      <Box component="nav" aria-label="Pages" sx={{ px: 1, pb: 1.5, flex: "none" }}>
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none" }}>
          {places.map((place) => (
            <PageLink key={place.name} {...place} isCurrent={place.route.page === route.page} />
          ))}
        </Box>
      </Box>
      <Box
        component="nav"
        aria-label="Conversations"
        sx={{ display: "flex", flexDirection: "column", minHeight: 0, flex: 1 }}
      >
        <ConversationList
          current={current}
          hrefOf={(threadId) => hashOf({ page: "conversation", threadId })}
          onDeletedCurrent={() => go({ page: "new" })}
        />
      </Box>
    </Box>
  );
}

function PageLink({ route, name, icon: Icon, isCurrent }: Place & { isCurrent: boolean }) {
  return (
    <li>
      <ButtonBase
        href={hashOf(route)}
        aria-current={isCurrent ? "page" : undefined}
        sx={{
          width: 1,
          height: 34,
          px: 1,
          gap: 1.25,
          justifyContent: "flex-start",
          borderRadius: 2,
          typography: "body2",
          bgcolor: isCurrent ? "action.selected" : undefined,
          fontWeight: isCurrent ? 600 : 450,
          "&:hover": { bgcolor: isCurrent ? "action.selected" : "action.hover" },
        }}
      >
        <Icon size={16} aria-hidden />
        {name}
      </ButtonBase>
    </li>
  );
}
