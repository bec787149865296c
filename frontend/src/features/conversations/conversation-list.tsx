import Box from "@mui/material/Box";
import InputBase from "@mui/material/InputBase";
import Snackbar from "@mui/material/Snackbar";
import { Search } from "lucide-react";
import { useCallback, useState } from "react";
import type { ThreadSummary } from "@/api";
import { ConversationItem } from "./conversation-item";
import { DeleteDialog } from "./delete-dialog";
import { ageOf, searchThreads } from "./search";
import { useConversations } from "./use-conversations";

interface Props {
  readonly current: string | undefined;
  readonly hrefOf: (threadId: string) => string;
  readonly onDeletedCurrent: () => void;
}

/** All conversations, newest first: search, rename, delete. */
export function ConversationList({ current, hrefOf, onDeletedCurrent }: Props) {
  const onDeleted = useCallback(
    (threadId: string) => threadId === current && onDeletedCurrent(),
    [current, onDeletedCurrent],
  );
  const { threads, readAt, rename, remove, problem, dismissProblem } = useConversations(onDeleted);
  const [query, setQuery] = useState("");
  const [asked, setAsked] = useState<ThreadSummary>();
  const found = searchThreads(threads ?? [], query);
  const ages = [...new Set(found.map((thread) => ageOf(thread.updatedAt, readAt)))];
  return (
    <Box sx={{ display: "flex", flexDirection: "column", minHeight: 0, flex: 1 }}>
      <Box
        sx={{
          display: "flex",
          alignItems: "center",
          gap: 1,
          mx: 1.5,
          mb: 1,
          px: 1.25,
          height: 34,
          borderRadius: 2,
          bgcolor: "action.hover",
          color: "text.secondary",
        }}
      >
        <Search size={15} aria-hidden />
        <InputBase
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          placeholder="Search"
          inputProps={{ "aria-label": "Search conversations", type: "search" }}
          sx={{ flex: 1, typography: "body2" }}
        />
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, overflowY: "auto", px: 1, pb: 2 }}>
        {ages.map((age) => (
          <Box key={age} component="section" aria-label={age}>
            <Box sx={{ px: 1, pt: 1.5, pb: 0.5, typography: "caption", fontWeight: 550, color: "text.secondary" }}>
              {age}
            </Box>
            <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none" }}>
              {found
                .filter((thread) => ageOf(thread.updatedAt, readAt) === age)
                .map((thread) => (
                  <ConversationItem
                    key={thread.threadId}
                    thread={thread}
                    href={hrefOf(thread.threadId)}
                    isCurrent={thread.threadId === current}
                    onRename={(name) => rename(thread.threadId, name)}
                    onDelete={() => setAsked(thread)}
                  />
                ))}
            </Box>
          </Box>
        ))}
        {threads && found.length === 0 && (
          <Box sx={{ px: 1, py: 1.5, typography: "body2", color: "text.secondary" }}>
            {query ? "Nothing found" : "What you ask is kept here"}
          </Box>
        )}
      </Box>
      <DeleteDialog thread={asked} onDelete={remove} onClose={() => setAsked(undefined)} />
      <Snackbar open={problem !== undefined} autoHideDuration={10_000} onClose={dismissProblem} message={problem} />
    </Box>
  );
}
