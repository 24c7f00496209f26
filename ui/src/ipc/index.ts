// The only way to the program behind the window.

import * as commands from "./commands.gen";
import { on, type On } from "./events";
import type { Failure } from "./types.gen";

export type * from "./types.gen";

export type Ipc = typeof commands & { on: On };

// A mode of its own, not "development": the page shown by the real program in development talks to that program.
// In a build the condition is a constant, so the stand-in is not in it.
export const ipc: Ipc =
  import.meta.env.MODE === "preview" ? (await import("./preview")).preview : { ...commands, on };

/** What a command rejected with. Anything that is no Failure is a mistake of ours, told as such. */
export function asFailure(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return thrown as Failure;
  }
  return {
    code: "internal",
    message: "Something went wrong inside Fobwatch.",
    hint: String(thrown),
    server: null,
    field: null,
    retry_at: null,
    origin: null,
  };
}
