// Starts the program on an index of the sample corpus, and a browser beside it.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.DATELINE_PROGRAM || join(root, "target/debug/dateline");

/** The base address of a new server on an index of some folder; `stop` ends it. */
export async function serve({ corpus = join(root, "corpus"), options = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "dateline-browser-"));
  const index = join(folder, "index");
  execFileSync(program, ["index", corpus, "--index", index, "-q"], { stdio: ["ignore", "ignore", "inherit"] });
  const server = spawn(program, ["serve", "--index", index, "--listen", "127.0.0.1:0", ...options], { stdio: ["ignore", "ignore", "pipe"] });
  const base = await new Promise((found, failed) => {
    let text = "";
    server.stderr.on("data", data => {
      text += data;
      const address = text.match(/http:\/\/[0-9.:]+\//);
      if (address) found(address[0].slice(0, -1));
    });
    server.on("exit", code => failed(new Error(`the server ended with ${code}: ${text}`)));
  });
  const stop = () => {
    server.removeAllListeners("exit");
    server.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, index, program, stop };
}

/** A browser that keeps what goes wrong on its pages: `faults` has errors, warnings of the console, and requests elsewhere. */
export async function browse(base) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  const faults = [];
  const open = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on("console", message => {
      // That an address of a test answers 4xx or 5xx is what the test is about.
      if (["error", "warning"].includes(message.type()) && !/status of (4|5)\d\d/.test(message.text())) faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", error => faults.push(`${page.url()}: ${error}`));
    page.on("request", request => {
      if (!request.url().startsWith(base) && !request.url().startsWith("data:")) faults.push(`request to ${request.url()}`);
    });
    return page;
  };
  return { open, faults, close: () => browser.close() };
}
