import { listen } from "@tauri-apps/api/event";
import type {
  AccountId,
  AccountView,
  CopyView,
  Desktop,
  LiveView,
  LoginStep,
  ProfileView,
  Removing,
  VaultView,
} from "./types.gen";

/** What the window is told without asking, by the event's name. */
export interface Events {
  account: AccountView;
  "account-removed": { id: AccountId };
  vault: VaultView;
  clipboard: CopyView | null;
  "login-step": LoginStep | null;
  profiles: ProfileView[];
  desktop: Desktop;
  removing: Removing[];
  files: LiveView[];
  "open-account": { id: AccountId };
  closing: { to_tray: boolean };
}

export type On = <Name extends keyof Events>(
  name: Name,
  handle: (payload: Events[Name]) => void,
) => Promise<unknown>;

export const on: On = (name, handle) => listen<never>(name, (event) => handle(event.payload));
