import { closeSync, constants, openSync, readSync } from "node:fs";
import { MemoriesError } from "../../../core/errors.ts";
import { codeOf, refuseWhatIsNone } from "./database-file.ts";
import { type DatabaseAddress, parseDatabaseUrl } from "./database-url.ts";
import { newerSchema, SCHEMA_VERSION } from "./migrate.ts";

/** SQLite's file header: two bytes of page size, and `user_version`, most significant byte first. */
const HEADER_BYTES = 100;
const PAGE_SIZE_OFFSET = 16;
const VERSION_OFFSET = 60;

/**
 * Refuses an address that cannot be used, and a local file that is no database or a newer one, before anything is made
 * for it: neither home nor driver is needed. What only the driver can see is left to `openState`. Throws `bad_option`,
 * `insecure_database`, `state_not_a_database`, `state_newer_schema`.
 */
export function checkDatabase(url: string, insecure: "allow" | "refuse"): DatabaseAddress {
  const address = parseDatabaseUrl(url);
  refusePlainText(address, insecure);
  if (address.kind === "file") checkFile(address.path, address.display);
  return address;
}

function refusePlainText(address: DatabaseAddress, insecure: "allow" | "refuse"): void {
  if (address.kind !== "remote" || address.encrypted || address.loopback || insecure === "allow") return;
  throw new MemoriesError("insecure_database", `database would be reached without encryption: ${address.display}`, {
    hint: "use libsql:, https: or wss:, or add --insecure",
  });
}

function checkFile(path: string, display: string): void {
  const descriptor = openIfThere(path);
  if (descriptor === undefined) return;
  try {
    refuseWhatIsNone(descriptor, display);
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(descriptor, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return;
    const version = header.readUInt32BE(VERSION_OFFSET);
    if (isSound(header) && version > SCHEMA_VERSION) throw newerSchema(display, version);
  } finally {
    closeSync(descriptor);
  }
}

/** Page sizes are powers of two from 512 to 32768, or 1 for 65536; what has another is damaged, and no newer database. */
function isSound(header: Buffer): boolean {
  const size = header.readUInt16BE(PAGE_SIZE_OFFSET);
  return size === 1 || (size >= 512 && (size & (size - 1)) === 0);
}

/** What cannot be opened for reading is reported by who has to open it for writing. */
function openIfThere(path: string): number | undefined {
  try {
    // A pipe in its place would keep a plain opening waiting for a writer.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) !== undefined) return undefined;
    throw error;
  }
}
