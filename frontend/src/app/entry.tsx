import type { ReactNode } from "react";
import { readDeployment, SignIn } from "@/sign-in";
import { App } from "./app";
import { NotStarted, SignedOut, SignInCard } from "./signed-out";
import { cloudDoor, localDoor, start } from "./start";
import { takeToken } from "./token";

/** What this page shows first; undefined while the browser is on its way to the sign-in pages. */
export async function entry(window: Window): Promise<ReactNode> {
  try {
    const deployment = await readDeployment();
    if (!deployment) {
      const token = takeToken(window);
      return token ? <App {...start(localDoor(token, window), window)} /> : <SignedOut />;
    }
    const signIn = new SignIn({ deployment, place: window });
    const standing = await signIn.start();
    if (standing.is === "leaving") return undefined;
    const again = (): void => void signIn.begin();
    if (standing.is !== "signed-in")
      return <SignInCard reason={standing.is === "refused" ? standing.reason : undefined} onSignIn={again} />;
    const started = start(cloudDoor(deployment, signIn), window);
    const leave = (): void => {
      started.session.close();
      void signIn.leave();
    };
    return <App {...started} signedIn={{ name: signIn.name, again, leave }} />;
  } catch (error) {
    return <NotStarted reason={error instanceof Error ? error.message : String(error)} />;
  }
}
