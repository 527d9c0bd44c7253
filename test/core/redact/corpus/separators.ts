import type { Placed } from "./contexts.ts";
import type { Draw } from "./draw.ts";

/** What stands before and after a key in one notation; `NAME` is a name that says nothing of a secret. */
type Surroundings = readonly [before: string, after: string];

/** Notations as shells, settings files, programs, protocols and people write them. */
export const SEPARATORS: Readonly<Record<string, readonly Surroundings[]>> = {
  shell: [
    ["export NAME=", "\nmake\n"],
    ["export NAME='", "'\n"],
    ['NAME="', '" ./run --fast\n'],
    ["run --name=", " --verbose\n"],
    ["run --name ", "\n"],
    ["run <<< ", "\n"],
    ["docker run -e NAME=", " app:1\n"],
    ["echo ", " > out.txt\n"],
    ["$(printf %s ", ")\n"],
    ["set NAME=", "\r\n"],
    ["$env:NAME = '", "'\r\n"],
    ["setx NAME ", "\r\n"],
  ],
  dotenv: [
    ["A=1\nNAME=", "\nB=2\n"],
    ['NAME="', '"\n'],
    ["NAME= ", " # staging\n"],
  ],
  json: [
    ['{"name":"', '","n":1}'],
    ['{\n  "name" : "', '"\n}\n'],
    ['["', '", "other"]'],
    ['{\\"name\\":\\"', '\\",\\"n\\":1}'],
    ['{\\\\\\"name\\\\\\":\\\\\\"', '\\\\\\"}'],
  ],
  yaml: [
    ["a:\n  name: ", "\n  b: 1\n"],
    ["name: '", "'\n"],
    ["- ", "\n- x\n"],
    ["name: >-\n  ", "\n"],
  ],
  toml: [
    ['[a]\nname = "', '"\nn = 1\n'],
    ["name = '", "'\n"],
  ],
  header: [
    ["X-Name: ", "\r\nAccept: */*\r\n"],
    ["curl -H 'X-Name: ", "' https://x.test/\n"],
    ["< x-name: ", "\n"],
    ["Authorization: Bearer ", "\r\n"],
  ],
  url: [
    ["https://x.test/v1?name=", "&page=2"],
    ["https://x.test/v1?a=1&name=", " HTTP/1.1"],
    ["https://x.test/bot/", "?n=1"],
    ["wss://x.test/#", "\n"],
  ],
  code: [
    ['const name = "', '";\n'],
    ["name: '", "',\n"],
    ["new Client(`", "`)\n"],
    ['("', '")\n'],
    ["<name>", "</name>"],
    ["+NAME = '", "'\n"],
  ],
  log: [
    ["2026-05-08T12:00:00Z INFO name=", " took=3ms\n"],
    ["[debug] got (", ")\n"],
    ["| name | ", " |\n"],
    ["a,b\nx,", ",1\n"],
    ["name\t", "\tok\n"],
  ],
  prose: [
    ["I used ", " and it worked."],
    ["It is `", "`, thanks."],
    ["Here you go: ", "\n"],
    ["(see ", ")"],
    ['He wrote "', '".'],
    ["> ", "\n"],
    ["密钥是", "，请保存"],
    ["→ ", " ←"],
  ],
};

/** A key in one of the notations of a family. */
export function placeIn(draw: Draw, family: string, key: string): Placed {
  const [before, after] = draw.of(SEPARATORS[family] ?? []);
  return {
    text: before + key + after,
    secret: key,
    keep: [before.trimEnd(), after.trim()].filter((part) => part !== ""),
  };
}
