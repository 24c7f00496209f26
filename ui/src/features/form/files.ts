// The files with certificates that a person names. Only their paths are typed here; Rust reads them.

import type { AccountDraft } from "../../ipc";

/** The fields that they are typed into, by the names that failures use. */
export const CERTIFICATE_FIELDS = ["ca", "client_certificate", "client_key"];

export interface Files {
  ca: string;
  certificate: string;
  key: string;
  dropCa: boolean;
  dropCertificate: boolean;
}

export const noFiles = (): Files => ({
  ca: "",
  certificate: "",
  key: "",
  dropCa: false,
  dropCertificate: false,
});

type Named = Pick<AccountDraft, "ca_file" | "client_certificate_file" | "client_key_file">;

/** Nothing typed leaves things as they are; an empty path takes them away. */
export function named({ ca, certificate, key, dropCa, dropCertificate }: Files): Named {
  const path = (typed: string, drop: boolean) => (drop ? "" : typed.trim() || null);
  return {
    ca_file: path(ca, dropCa),
    client_certificate_file: path(certificate, dropCertificate),
    client_key_file: path(key, dropCertificate),
  };
}
