import { listAside } from "../../edge/root/working-folders.ts";
import type { World } from "../world.ts";

/** Names what could not be removed and was set aside: it is in no command's way, and waits for a person. */
export function tellAside({ paths, log }: World): void {
  const aside = listAside(paths.home);
  if (aside.length > 0) log.warn(`could not be removed and was set aside: ${aside.join(", ")}; look, and remove it`);
}
