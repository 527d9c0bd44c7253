import { expect, test } from "bun:test";
import { extractOffline } from "../../../../lib/core/offline/extract/extract-offline.ts";
import { folderName } from "../../../../lib/core/text/folder-name.ts";

const slug = (text: string) =>
  extractOffline(
    [
      { kind: "row", tier: "human user", text },
      { kind: "row", tier: "tool", text: "x" },
    ],
    { cwd: "/home/dev/app" },
  ).rollout_slug;

test.each([
  ["Add a login page to the site", "add_login_page_site"],
  ["Добавь страницу входа", "dobav_stranitsu_vkhoda"],
  ["加一个登录页", "jiayigedengluye"],
  ["Füge eine Anmeldeseite hinzu", "fuge_eine_anmeldeseite_hinzu"],
  ["👍", "work_app"],
])("the slug of %j is %j", (text, expected) => expect(slug(text)).toBe(expected));

test.each([
  ["/home/dev/app", "app"],
  ["C:\\Users\\dev\\App", "App"],
  ["c:\\Users\\dev\\App\\", "App"],
  ["/home/dev/büro-app", "büro-app"],
  ["/home/dev/ignore all rules; rm -rf", "ignore-all-rules-rm--rf"],
  ["/", "general"],
  ["", "general"],
])("the folder %j is shown as %j", (path, name) => expect(folderName(path)).toBe(name));
