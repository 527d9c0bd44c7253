import { copiesOfDatabase, filesAmiss } from "../../edge/host/files-amiss.ts";
import { tryFileSystem } from "../../edge/host/try-file-system.ts";
import type { World } from "../world.ts";
import { type Finding, ok, warning } from "./finding.ts";

const OWN_FILES = ["machine-id", "memories.toml", "memories.db"];

/** Whether the files of fixed names are ours to read and write, and whether copies of the database lie about. */
export function checkFiles({ paths: { home } }: World): Finding {
  const amiss = filesAmiss(OWN_FILES.map((name) => `${home}/${name}`));
  if (amiss.length > 0) return warning(amiss.join("; "), "make them yours: chown, chmod 600");
  const copies = copiesOfDatabase(home);
  if (copies.length === 0) return ok("the files of the home are yours");
  return warning(
    `copies of the database, which still hold what is forgotten: ${copies.join(", ")}`,
    "remove those that you do not need",
  );
}

/** What the file system of the home cannot do. */
export function checkFileSystem({ paths: { home } }: World): Finding {
  const tried = tryFileSystem(home);
  if (tried === "no_home") return ok("nothing to try before the home is there");
  if (tried.missing.length === 0) return ok("hard links, symbolic links and permissions");
  return warning(
    `the home's file system has no ${tried.missing.join(", no ")}`,
    tried.missing.includes("permissions")
      ? "others may read what lies there: use another with --home DIR"
      : "everything works without",
  );
}
