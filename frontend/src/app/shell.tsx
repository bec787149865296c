import Box from "@mui/material/Box";
import Drawer from "@mui/material/Drawer";
import IconButton from "@mui/material/IconButton";
import useMediaQuery from "@mui/material/useMediaQuery";
import { Menu } from "lucide-react";
import { Suspense, useCallback, useMemo, useState } from "react";
import type { BillResult } from "@/features/bill/bill";
import { VisuallyHidden } from "@/components/visually-hidden";
import { BillChip } from "@/features/bill/bill-chip";
import { useChat } from "@/features/chat/chat-context";
import { Conversation } from "@/features/chat/conversation";
import { ConnectionNotice } from "@/features/session/connection-notice";
import { RoleChip } from "@/features/session/role-chip";
import { SignOutButton } from "@/features/session/sign-out-button";
import { GoToButton } from "./go-to-button";
import { PageView } from "./page-view";
import { PAGES } from "./pages";
import { type Place, placesOf } from "./places";
import { go, type Route, useRoute } from "./route";
import { Sidebar } from "./sidebar";
import { ThemeSwitch } from "./theme-switch";
import { PAGE_VERSION } from "./version";
import { VersionNotice } from "./version-notice";
import { Welcome } from "./welcome";

const SIDEBAR_PX = 264;
/** From here on there is room for the sidebar, which holds the product's name. */
const WIDE = "(min-width: 900px)";

export function Shell({ loaded }: { loaded: BillResult | undefined }) {
  const route = useRoute();
  const bill = loaded && "bill" in loaded ? loaded.bill : undefined;
  const places = useMemo(() => placesOf(bill), [bill]);
  return (
    <Box className="shell" sx={{ display: "flex", height: "100dvh", position: "relative" }}>
      <SidebarPlace route={route} places={places} />
      <Box component="main" sx={{ flex: 1, minWidth: 0, display: "flex", flexDirection: "column" }}>
        <Page route={route} loaded={loaded} places={places} />
      </Box>
      <VersionNotice />
      <ConnectionNotice />
    </Box>
  );
}

interface PageProps {
  readonly route: Route;
  readonly loaded: BillResult | undefined;
  readonly places: readonly Place[];
}

function Page({ route, loaded, places }: PageProps) {
  const bill = loaded && "bill" in loaded ? loaded.bill : undefined;
  const isWide = useMediaQuery(WIDE);
  return (
    <>
      <Box
        component="header"
        className="no-print"
        sx={{ display: "flex", alignItems: "center", gap: 1, height: 56, flex: "none", pl: { xs: 7, md: 3 }, pr: 1.5 }}
      >
        {!isWide && <VisuallyHidden as="h1">FinOps Agent</VisuallyHidden>}
        {bill && <BillChip bill={bill} />}
        <Box sx={{ display: "flex", gap: 0.5, ml: "auto" }}>
          <GoToButton places={places} />
          <ThemeSwitch />
          <RoleChip />
          <SignOutButton />
        </Box>
      </Box>
      <Suspense fallback={null}>
        <Content route={route} loaded={loaded} />
      </Suspense>
    </>
  );
}

function Content({ route, loaded }: { route: Route; loaded: BillResult | undefined }) {
  const chat = useChat();
  const begin = useCallback((threadId: string) => go({ page: "conversation", threadId }), []);
  const askAnew = useCallback(
    (question: string) => {
      const threadId = chat.begin();
      chat.ask(threadId, question);
      begin(threadId);
    },
    [chat, begin],
  );
  const page = PAGES.find((listed) => listed.route === route.page);
  if (page) return <PageView page={page} loaded={loaded} version={PAGE_VERSION} onAsk={askAnew} />;
  const conversation = route.page === "conversation" ? route : undefined;
  const bill = loaded && "bill" in loaded ? loaded.bill : undefined;
  return (
    <Conversation
      key={conversation?.threadId ?? "new"}
      threadId={conversation?.threadId}
      runId={conversation?.runId}
      model={bill?.model}
      onBegin={begin}
      welcome={(ask) => <Welcome loaded={loaded} onAsk={ask} />}
    />
  );
}

/** Beside the page where there is room for it, a drawer on a phone. */
function SidebarPlace(shown: Pick<PageProps, "route" | "places">) {
  const isWide = useMediaQuery(WIDE);
  const [open, setOpen] = useState(false);
  if (isWide) {
    return (
      <Box
        className="no-print"
        sx={{ width: SIDEBAR_PX, flex: "none", borderRight: 1, borderColor: "divider", bgcolor: "var(--sidebar)" }}
      >
        <Sidebar {...shown} />
      </Box>
    );
  }
  return (
    <>
      <IconButton
        className="no-print"
        aria-label="Menu"
        onClick={() => setOpen(true)}
        sx={{ position: "absolute", top: 10, left: 10, zIndex: 2 }}
      >
        <Menu size={20} />
      </IconButton>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        slotProps={{
          paper: {
            "aria-label": "Menu",
            sx: { width: SIDEBAR_PX + 24, bgcolor: "var(--sidebar)" },
            onClick: (event: React.MouseEvent) => (event.target as Element).closest("a") && setOpen(false),
          },
        }}
      >
        <Sidebar {...shown} />
      </Drawer>
    </>
  );
}
