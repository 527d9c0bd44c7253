/** What the driver's errors mean for a person: each becomes one expected failure with a remedy, without secrets. */
import { REDACTION_MARKER } from "../../../core/constants.ts";
import { MemoriesError } from "../../../core/errors.ts";
import type { DatabaseAddress } from "./database-url.ts";

const BUSY = /^SQLITE_(?:BUSY|LOCKED)/u;
/** A disk that fails to give a page is told in the same way as a page that makes no sense. */
const DAMAGED = /^SQLITE_CORRUPT/u;
/** Said of a header that no SQLite ever wrote, with the code of a wrong statement. */
const DAMAGED_HEADER = /unsupported file format/u;
const NO_DATABASE = /^SQLITE_NOTADB/u;
const NO_WRITE = /^SQLITE_(?:READONLY|CANTOPEN|PERM|AUTH|FULL|IOERR|NOMEM|NOLFS|PROTOCOL)/u;
/** The system's refusals that the driver passes on without a code of its own: of opening, locking, reading. */
const SYSTEM_REFUSAL = /^ConnectionFailed\(|\(os error \d+\)/u;
/** Every table is there from the first opening on. */
const LACKS_TABLE = /no such (?:table|column): /u;
/** Codes of statements that are wrong in themselves: a bug of ours, not a condition of the database. */
const OUR_BUG = /^SQLITE_(?:ERROR|CONSTRAINT|MISMATCH|RANGE|MISUSE|TOOBIG)/u;

/** An error of the driver as an expected failure; anything that is a bug keeps its kind, without secrets. */
export function explainDriverError(thrown: unknown, address: DatabaseAddress, secrets: readonly string[]): unknown {
  if (thrown instanceof MemoriesError) return thrown;
  const display = address.display;
  const text = withoutSecrets(thrown instanceof Error ? thrown.message : String(thrown), secrets);
  const code = isDriverError(thrown) ? thrown.code : "";
  if (BUSY.test(code)) {
    return new MemoriesError("busy", `database is locked by another program: ${display}`, {
      hint: "try again when the other program has finished",
    });
  }
  if (NO_DATABASE.test(code)) return noDatabase(display, "file is not a database or is damaged");
  if (DAMAGED.test(code) || DAMAGED_HEADER.test(text)) {
    return new MemoriesError("state_damaged", `database is damaged, or the disk fails to give it: ${display}`, {
      hint: "try again; when it stays so, memories doctor --restore puts back the last copy",
    });
  }
  if (NO_WRITE.test(code) || (address.kind === "file" && SYSTEM_REFUSAL.test(text))) {
    return new MemoriesError("io_failed", `database cannot be read or written: ${display} (${text})`, {
      hint: "check permissions and free space, or name another with --db",
    });
  }
  if (LACKS_TABLE.test(text)) {
    return new MemoriesError("state_damaged", `database lacks what this program made in it: ${display} (${text})`, {
      hint: "another program changed it; memories doctor --restore puts back the last copy",
    });
  }
  if (code.startsWith("URL_")) {
    return new MemoriesError("bad_option", `database URL cannot be used: ${display}`, {
      hint: "give file:PATH, libsql://HOST, https://HOST or wss://HOST",
    });
  }
  if (OUR_BUG.test(code) || address.kind !== "remote") {
    return new Error(text, secrets.length === 0 ? { cause: thrown } : {});
  }
  return new MemoriesError("state_unreachable", `database cannot be reached: ${display} (${text})`, {
    hint: "check the address given with --db and the token in MEMORIES_DB_TOKEN",
  });
}

/** The refusal of a file that holds something else. */
export function noDatabase(display: string, why: string): MemoriesError {
  return new MemoriesError("state_not_a_database", `state database refused: ${display} (${why})`, {
    hint: "move it away, or name another with --db",
  });
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTION_MARKER), text);
}

/** Told by its name: importing the class would load the drivers of all kinds of databases. */
function isDriverError(thrown: unknown): thrown is Error & { readonly code: string } {
  return thrown instanceof Error && /^Libsql(Batch)?Error$/.test(thrown.name) && "code" in thrown;
}
