// Opens pages in headless Chromium over its pipe, and says of each what axe-core finds, what the page
// asked for, and how long its PDF is. BROWSER, PEERS: see test_publishing.py. A job a line on standard
// input: {url, width, scheme, picture}, the last a file for a picture of the page; a result a line on
// standard output.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";

const profile = mkdtempSync(`${tmpdir()}/profile-`);
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--remote-debugging-pipe", `--user-data-dir=${profile}`];
const chromium = spawn(process.env.BROWSER, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const axe = readFileSync(`${process.env.PEERS}/axe-core/axe.min.js`, "utf8");

const waiting = new Map();
const heard = [];
let id = 0, left = "";

chromium.stdio[4].on("data", (bytes) => {
  const parts = (left + bytes).split("\0");
  left = parts.pop();
  for (const message of parts.map(JSON.parse)) {
    if (!message.id) heard.push(message);
    else if (message.error) waiting.get(message.id).no(new Error(message.error.message));
    else waiting.get(message.id).yes(message.result);
  }
});

const ask = (method, params = {}, sessionId) => new Promise((yes, no) => {
  waiting.set(++id, { yes, no });
  chromium.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
});

async function look({ url, width = 390, scheme = "light", picture }) {
  heard.length = 0;
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method, params) => ask(method, params, sessionId);
  await tell("Network.enable");
  await tell("Page.enable");
  await tell("Runtime.enable");
  await tell("Log.enable");
  await tell("Emulation.setDeviceMetricsOverride", { width, height: 844, deviceScaleFactor: 1, mobile: width < 600 });
  await tell("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  await tell("Page.navigate", { url });
  while (!heard.some((one) => one.method === "Page.loadEventFired")) await new Promise((then) => setTimeout(then, 5));
  const run = async (expression) =>
    (await tell("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })).result.value;
  await run(axe);
  const found = JSON.parse(await run("axe.run().then((all) => JSON.stringify(all.violations))"));
  const wide = await run("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  if (picture) {
    const { data } = await tell("Page.captureScreenshot", { captureBeyondViewport: true });
    writeFileSync(picture, Buffer.from(data, "base64"));
  }
  const paper = Buffer.from((await tell("Page.printToPDF", { preferCSSPageSize: true })).data, "base64");
  const asked = heard.filter((one) => one.method === "Network.requestWillBeSent").map((one) => one.params.request.url);
  const refused = heard.filter((one) => one.method === "Log.entryAdded").map((one) => one.params.entry.text);
  await ask("Target.closeTarget", { targetId });
  return {
    url, asked, refused, wide,
    violations: found.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => node.html.slice(0, 200)) })),
    sheets: (paper.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await look(JSON.parse(line))));
}
await ask("Browser.close");
chromium.on("exit", () => rmSync(profile, { recursive: true, force: true }));
