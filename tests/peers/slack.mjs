// Plays Slack: the package emulate, with what its command line cannot do: register who gets events.
// Storage, rights, the Web API and the signatures of events are the package's. PORT, PEERS: see
// conftest.py; EVENTS_URL: our webhook; SECRET: signs events; SCOPES: the rights of the bot's token.
// /seen shows what a person would see and the Web API does not tell: windows, home, whispers.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const PERSONS = Array.from({ length: 30 }, (_, number) => `person-${number}`);
const { EVENTS_URL, PEERS, PORT, SCOPES, SECRET } = process.env;
const dist = path.join(PEERS, "emulate", "dist");
const load = (name) => import(pathToFileURL(path.join(dist, name)));
const [, chunk] = readFileSync(path.join(dist, "api.js"), "utf8")
  .match(/import\("\.\/(dist-[A-Z0-9]+\.js)"\);\s*return \{ plugin: mod\.slackPlugin/);

const { slackPlugin } = await load(chunk);
const register = slackPlugin.register;
slackPlugin.register = function (app, store, hooks, ...rest) {
  const all = (name) => store.collection(name, []).all();
  app.get("/seen", (c) => c.json({ views: all("slack.views"), whispers: all("slack.ephemeral_messages") }));
  hooks.register({ url: EVENTS_URL, events: ["*"], active: true, owner: "slack" });
  return register.call(this, app, store, hooks, ...rest);
};

const { createEmulator } = await load("api.js");
await createEmulator({
  service: "slack",
  port: Number(PORT),
  seed: {
    slack: {
      signing_secret: SECRET,
      strict_scopes: true,
      users: PERSONS.map((name) => ({ name })),
      channels: [{ name: "general" }],
      oauth_apps: [{
        app_id: "A0GUIDE", client_id: "1.2", client_secret: "x", name: "Guide", bot_name: "guide",
        redirect_uris: ["http://127.0.0.1/o"], bot_id: "B0GUIDE", bot_user_id: "U0GUIDE",
      }],
      tokens: [
        ...PERSONS.map((name) => ({ token: `xoxp-${name}`, user: name, type: "user" })),
        {
          token: "xoxb-guide", type: "bot", user_id: "U0GUIDE", bot_id: "B0GUIDE",
          bot_user_id: "U0GUIDE", app_id: "A0GUIDE", scopes: SCOPES.split(","),
        },
      ],
    },
  },
});
