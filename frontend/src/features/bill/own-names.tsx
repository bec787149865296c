import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useEffect, useState } from "react";
import { ApiError, forgetName, type MemoryEntry, remembered } from "@/api";
import { useMay } from "../session/rights-context";
import { useLinkState, useSession } from "../session/session-context";

/** The names that the user asked to be remembered: what each is read as, and a way to forget it. */
export function OwnNames() {
  const { names, problem, forget } = useOwnNames();
  const mayCurate = useMay("curate");
  if (!names) return null;
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {names.length > 0
          ? "Questions are read with these in their places. Names of the bill and of finops.toml come first."
          : !mayCurate
            ? "None."
            : "None. Say \u201cremember that team platform is called core crew\u201d in a question."}
      </Typography>
      {problem && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main", mt: 1 }}>
          {problem}
        </Typography>
      )}
      <Box component="ul" aria-label="Your own names" sx={{ listStyle: "none", p: 0, m: 0 }}>
        {names.map(({ name, meaning }) => (
          <Box
            component="li"
            key={name}
            sx={{ display: "flex", gap: 2, alignItems: "center", overflowWrap: "anywhere" }}
          >
            <Typography variant="body2" sx={{ flex: 1, minWidth: 0 }}>
              <bdi>{name}</bdi> is read as <bdi>{meaning}</bdi>
            </Typography>
            {mayCurate && (
              <Button size="small" aria-label={`Forget ${name}`} onClick={() => forget(name)}>
                Forget
              </Button>
            )}
          </Box>
        ))}
      </Box>
    </>
  );
}

function useOwnNames() {
  const session = useSession();
  const isOpen = useLinkState() === "open";
  const [names, setNames] = useState<readonly MemoryEntry[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!isOpen) return;
    let current = true;
    // An older platform knows no names; that the platform is away is said elsewhere.
    remembered(session).then(
      (found) => current && setNames(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [session, isOpen]);
  const forget = (name: string) => {
    forgetName(session, name).then(
      (left) => {
        setNames(left);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (error instanceof ApiError && error.code !== "CLOSED") setProblem(`It was not forgotten. ${error.message}`);
      },
    );
  };
  return { names, problem, forget };
}
