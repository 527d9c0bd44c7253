import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { watchConnection } from "../../../lib/edge/model/watch-connection.ts";

/** Looks at once and gives up soon. */
const LIMITS = { probeAfterMs: 1, limitMs: 60 };

for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
  test(`an endpoint at https://${host} that takes connections and says nothing has no connection, and kills nothing`, async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, host.replace(/[[\]]/g, ""), resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { promise, resolve } = Promise.withResolvers<string>();
    const end = watchConnection(new URL(`https://${host}:${port}/v1`), {}, LIMITS, () => resolve("none"));
    expect(await promise).toBe("none");
    end();
    server.close();
  });
}
