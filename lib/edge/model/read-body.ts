import { TransportFailure } from "./transport-failure.ts";

/** An answer is a few kilobytes; what is larger than this is not one. */
const BODY_MAX_BYTES = 64 * 1024 * 1024;

/** The whole body as text. Throws a `TransportFailure` of kind `not_json` when it is larger than any answer. */
export async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_MAX_BYTES)
      throw new TransportFailure("not_json", `the response is larger than ${BODY_MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
