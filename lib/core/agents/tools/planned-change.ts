/** A file that a call changes. `write`: whether it was there before is not said. */
export interface PlannedChange {
  readonly path: string;
  readonly change: "add" | "update" | "delete" | "write";
}
