// Stands in for the program in unit tests, below the real invoke: what is tested includes the names and arguments
// that go to Rust, and what is recorded is all that ever left the page.

import { emit } from "@tauri-apps/api/event";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import type { Events } from "./events";
import { scene } from "./scenarios";
import type { Snapshot } from "./types.gen";

export { FAULT, failure, input, profile, PROFILES, PROPOSALS, said, STEPS, TRIAL } from "./samples";
export { BARE_DESKTOP, DESKTOP, history, REPORT } from "./samples-desk";
export { PLAN, SHARED } from "./samples-import";
export { looked, nothing, refused } from "./samples-inspect";
export { account } from "./scenarios";

export interface Call {
  name: string;
  args: Record<string, unknown>;
}
type Answers = Record<string, (args: Record<string, unknown>) => unknown>;

export class Fake {
  calls: Call[] = [];
  answers: Answers = {};

  constructor(change: Partial<Snapshot> = {}) {
    this.answers.snapshot = () => ({ ...scene("first-run"), ...change });
    this.answers.timeline = () => [];
    this.answers.attend = () => null;
    this.answers.set_place = () => null;
    this.answers.forget_import = () => null;
    mockIPC(
      (name, args) => {
        this.calls.push({ name, args: args as Call["args"] });
        const answer = this.answers[name];
        if (!answer) throw new Error(`${name} has no answer in this test`);
        return answer(args as Call["args"]);
      },
      { shouldMockEvents: true },
    );
  }

  /** What a command was called with, oldest first. */
  sent(name: string): Call["args"][] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args);
  }

  tell<Name extends keyof Events>(name: Name, payload: Events[Name]): Promise<void> {
    return emit(name, payload);
  }

  end(): void {
    clearMocks();
  }
}
