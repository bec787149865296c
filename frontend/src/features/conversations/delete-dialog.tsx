import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import { useState } from "react";
import type { ThreadSummary } from "@/api";

interface Props {
  /** The conversation in question; undefined while there is none. */
  readonly thread: ThreadSummary | undefined;
  readonly onDelete: (threadId: string) => void;
  readonly onClose: () => void;
}

/** Asks before a conversation is deleted, because that cannot be undone. */
export function DeleteDialog({ thread, onDelete, onClose }: Props) {
  const [shown, setShown] = useState(thread);
  // The words stay while the dialog fades away.
  if (thread && thread !== shown) setShown(thread);
  return (
    <Dialog open={thread !== undefined} onClose={onClose} aria-labelledby="delete-title" maxWidth="xs" fullWidth>
      <DialogTitle id="delete-title">Delete this conversation?</DialogTitle>
      <DialogContent>
        <DialogContentText>
          “{shown?.title}” with {shown?.jobs === 1 ? "its question" : `its ${shown?.jobs} questions`} and all answers is
          deleted, here and wherever else you are signed in. A question that is still being answered stops. This cannot
          be undone.
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          Keep it
        </Button>
        <Button
          color="error"
          onClick={() => {
            if (thread) onDelete(thread.threadId);
            onClose();
          }}
        >
          Delete
        </Button>
      </DialogActions>
    </Dialog>
  );
}
