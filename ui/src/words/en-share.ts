// The texts of sharing a set-up and of taking accounts over, in English.

import type { ImportFormat } from "../ipc";
import { counted } from "./intl";

const accounts = (count: number) => counted("en", count, { one: "account", other: "accounts" });

export const share = {
  share: {
    open: "Share the set-up…",
    openSelected: "Share",
    title: "Share the set-up",
    text: "A file for your team, to keep beside your code. It has no password, token or key in it.",
    count: accounts,
    preview: "The file",
    file: "File",
    save: "Save",
    copy: "Copy",
    close: "Close",
    saved: "Saved.",
    copied: "Copied.",
  },
  imports: {
    open: "Import accounts…",
    title: "Import accounts",
    lead: "From a shared set-up, or from what you have in another tool. Nothing is added before you say so.",
    done: "Done",
    paste: "A set-up, a Postman, Bruno or Insomnia environment, an .env file or a curl command",
    file: "Or a file",
    formats: {
      "set-up": "A set-up of Fobwatch",
      "postman-environment": "A Postman environment",
      "postman-collection": "A Postman collection",
      bruno: "A Bruno environment",
      insomnia: "Insomnia environments",
      dotenv: "An .env file",
      curl: "A curl command",
    } satisfies Record<ImportFormat, string>,
    found: (format: string, count: number): string =>
      count ? `${format}: ${accounts(count)}` : `${format}, with no account that could be added`,
    renamed: "Name taken: gets a number",
    present: "Already here",
    added: "Added",
    tags: "Tags",
    foreign: "Its profile comes with the file.",
    sends: (places: string): string => `The credentials are sent to ${places}.`,
    useFound: (names: string): string => `Use what the file has (${names})`,
    add: "Add and log in",
    adding: "Logging in…",
    addSignedOut: "Add without logging in",
    show: "Open",
    openFile: "Read it",
  },
};
