import type { ProfileView } from "../ipc";
import { words } from "./words.svelte";

/** A profile as people read it. One that comes with Fobwatch is known here by its words; one's own stays as it was written. */
export function spoken(profile: ProfileView): ProfileView {
  if (!profile.built_in) return profile;
  const say = (text: string) => words.profileTexts[text] ?? text;
  return {
    ...profile,
    title: say(profile.title),
    inputs: profile.inputs.map((input) => ({ ...input, label: say(input.label) })),
  };
}
