/** Bytes that an attestation program may print, its line ending not counted. */
export const ATTESTATION_MAX_BYTES = 4_096;

/** The header's name. */
export const ATTESTATION_HEADER = "x-oai-attestation";

/** The header value in what the program printed: exactly one line of visible ASCII; undefined when it is not that. */
export function readAttestation(printed: Uint8Array): string | undefined {
  const text = new TextDecoder("latin1").decode(printed).replace(/\r?\n$/, "");
  return text.length <= ATTESTATION_MAX_BYTES && /^[!-~]+$/.test(text) ? text : undefined;
}
