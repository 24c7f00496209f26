import { listen } from "@tauri-apps/api/event";
import type { AccountId, AccountView, CopyView, LoginStep, ProfileView, VaultView } from "./types.gen";

/** What the window is told without asking, by the event's name. */
export interface Events {
  account: AccountView;
  "account-removed": { id: AccountId };
  vault: VaultView;
  clipboard: CopyView | null;
  "login-step": LoginStep | null;
  profiles: ProfileView[];
}

export type On = <Name extends keyof Events>(
  name: Name,
  handle: (payload: Events[Name]) => void,
) => Promise<unknown>;

export const on: On = (name, handle) => listen<never>(name, (event) => handle(event.payload));
