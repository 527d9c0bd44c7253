import { databaseId } from "../../../lib/edge/state/memory/roots.ts";
import { openState } from "../../../lib/edge/state/open/open.ts";

/** A process of its own that opens a database and says its id. */
const state = await openState({ url: process.argv[2] ?? "" });
process.stdout.write(`${await databaseId(state)}\n`);
state.close();
