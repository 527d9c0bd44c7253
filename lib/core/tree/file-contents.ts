/** Contents of files by their path. */
export type FileContents = ReadonlyMap<string, Uint8Array>;

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of a file; undefined for one that is not there. What is not UTF-8 shows as U+FFFD. */
export function textIn(files: FileContents, path: string): string | undefined {
  const bytes = files.get(path);
  return bytes === undefined ? undefined : DECODER.decode(bytes);
}
