import { createContext, useContext } from "react";

/** What somebody who signed in by name can do about it. */
export interface SignedIn {
  readonly name: string;
  /** Goes to the sign-in pages, and comes back to here. */
  readonly again: () => void;
  readonly leave: () => void;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

/** Undefined on a laptop, where the printed link signs in. */
export function useSignedIn(): SignedIn | undefined {
  return useContext(SignedInContext);
}

/** What a tab says that is not signed in any more. */
export function signedOutText(signedIn: SignedIn | undefined): string {
  if (signedIn) return "You are no longer signed in. Your questions and answers are safe.";
  return "This tab is no longer signed in. Open the printed link again.";
}
