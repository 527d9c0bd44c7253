/** The system's name for a failure, such as `ENOENT`; undefined for whatever has none, one of our own errors too. */
export function errorCode(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" && SYSTEM_CODE.test(code) ? code : undefined;
}

const SYSTEM_CODE = /^E[A-Z0-9_]+$/;

/** Whether something failed because there is nothing at a path. */
export function isAbsent(thrown: unknown): boolean {
  return errorCode(thrown) === "ENOENT";
}
