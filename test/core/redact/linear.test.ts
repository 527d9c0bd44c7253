import { describe, expect, test } from "bun:test";
import { redact } from "../../../lib/core/redact/redact.ts";

/** Beginnings of secrets again and again, each of which could make a rule look at all that follows. */
const PIECES = [
  "password=",
  'password="',
  'password=\\"password=\\\\\\"',
  "token(",
  "key: |\n",
  "the key for a b c d e is ",
  'tokens=["a","b",',
  "sk-",
  "sk-aaaaaaaaaaaaaaaaaaaaaaaa ",
  "xoxb-",
  "xoxb-1-a-",
  "Bearer ",
  "bearer a.b.",
  "Basic ",
  "Authorization: Digest a=b, ",
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
  "-----END PRIVATE KEY-----",
  "AAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n",
  "PRIVATE KEY ",
  "://a:b",
  "://a:b@",
  "http://hooks.x/",
  "\\",
  '\\"',
  "a",
  "aB3",
  "aB3/",
  "_",
  "a-",
  "Cookie: a=b; ",
  "cookie: ",
  "AKIA",
  "eyJhbGciOi.",
  "ghs_1_",
  "dp.pt.",
  "123456789:AA",
  "a.b.key.",
  "<password>",
  "password=a,",
  "password=a&",
  " -p -u -a ",
  "curl -u a:b ",
  'name"name"value":',
  "token\\u0022:\\u0022",
  "Q~aaaa",
  "datadog aB3dE5fG7hI9jK1lM3nO5 ",
  "ab_cd_ef_Ij1kL2mN3oP4qR5sT6 ",
  `password${" ".repeat(50)}`,
  "key:\n\n\n\n",
  "the password for a b c d is ",
  "密码",
  "echo a | sudo -S ",
  "sudo -S <<< ",
  "net use a /user:b ",
  "SG.",
  "a+b/",
];
const SMALL = 250_000;
const GROWTH = 4;
/** Linear growth is 4, quadratic 16; noise of the machine lies between. */
const LIMIT = 11;
/** Milliseconds below which the noise of a busy machine is all there is to measure. */
const MEASURABLE = 20;

/** Time of a processor, which other processes do not lengthen. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What takes less than this at full size is linear, at any speed that `MEASURABLE` leaves to be seen. */
const QUICK = MEASURABLE * LIMIT;
const ROUNDS = 3;

/** The quickest of up to `ROUNDS` runs; one that takes less than `enough` ends them. */
function milliseconds(text: string, enough = 0): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && best >= enough; round++) {
    const start = cpuMs();
    redact(text);
    best = Math.min(best, cpuMs() - start);
  }
  return best;
}

describe("four times the text takes about four times as long", () => {
  for (const piece of PIECES) {
    test(JSON.stringify(piece), () => {
      const text = (length: number) => piece.repeat(Math.ceil(length / piece.length));
      const large = milliseconds(text(SMALL * GROWTH), QUICK);
      expect(large).toBeLessThan(large < QUICK ? QUICK : milliseconds(text(SMALL)) * LIMIT);
    });
  }
});
