/** A window of its own: our frame, our brand, an access key. */
import { showToast } from "@/ui/toaster";
import { createAccessKey } from "./access-key";
import type { FrameProps, HostShell } from "./shell";
import { StandaloneFrame } from "./standalone-frame";

export function createStandaloneHost(): HostShell {
  const key = createAccessKey();
  const Frame = (props: FrameProps) => <StandaloneFrame {...props} onSignOut={key.forget} />;
  return {
    credentials: key.credentials,
    signedIn: key.signedIn,
    signInWith: key.use,
    choosesTheme: true,
    showSuccess: showToast,
    Frame,
  };
}
