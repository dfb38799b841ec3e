// What a reader does, in a real browser: with scripts, and without where that can be.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browse, serve } from "./served.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server, browser;

before(async () => {
  server = await serve();
  browser = await browse(server.base);
});

after(async () => {
  await browser?.close();
  server?.stop();
});

/** The number of articles that the sentence counts. */
const total = async page => {
  const sentence = await page.locator("h1.sentence").textContent();
  return Number((sentence.match(/^([\d,]+) article/) || ["", "0"])[1].replaceAll(",", ""));
};
const ids = page => page.locator("ol.hits a.open").evaluateAll(links => links.map(link => new URL(link.href).pathname));
const without = { javaScriptEnabled: false };
const both = [["with scripts", {}], ["without scripts", without]];

for (const [how, options] of both) {
  test(`a query is typed and answered, ${how}`, async () => {
    const page = await browser.open(options);
    await page.goto(server.base + "/");
    assert.match(await page.locator("h1.start").textContent(), /articles from \d{4}/);
    await page.locator("#q").fill("peace talks");
    await page.locator("#q").press("Enter");
    await page.waitForURL(/q=peace\+talks/);
    await page.locator("h1.sentence").waitFor();
    assert.ok((await total(page)) > 0);
    assert.ok((await page.locator("ol.hits mark").count()) > 0);
    assert.equal(await page.locator("ul.chips li").count(), 2);
  });

  test(`countries are picked and ruled out, and the counts hold, ${how}`, async () => {
    const page = await browser.open(options);
    await page.goto(server.base + "/?q=talks");
    const facet = page.locator("section.facet[data-facet=country]");
    const syria = facet.locator("li", { hasText: "Syria" }).first();
    const count = Number((await syria.locator(".count").textContent()).replaceAll(",", ""));
    await syria.locator("a.value").click();
    await page.waitForURL(/country=SY/);
    assert.equal(await total(page), count);
    const before = await total(page);
    const russia = page.locator("section.facet[data-facet=country] li", { hasText: "Russia" }).first();
    await russia.locator("a.value").click();
    await page.waitForURL(/country=SY&country=RU/);
    assert.ok((await total(page)) >= before);
    await page.locator("section.facet[data-facet=country] li", { hasText: "Russia" }).first().locator("a.not").click();
    await page.waitForURL(/-country=RU/);
    const left = await total(page);
    assert.ok(left < before, `${left} of ${before}`);
    await page.locator("ul.chips li.excludes a").click();
    await page.waitForURL(url => !url.search.includes("-country"));
    assert.equal(await total(page), before);
  });

  test(`a period and a country of the map are links, ${how}`, async () => {
    const page = await browser.open(options);
    await page.goto(server.base + "/?q=talks");
    const bar = page.locator("svg.bars a").filter({ hasText: /: [1-9]/ }).first();
    const label = await bar.getAttribute("aria-label");
    await bar.click({ force: true });
    await page.waitForURL(/since=/);
    assert.equal(await total(page), Number(label.match(/: ([\d,]+) article/)[1].replaceAll(",", "")));
    await page.goto(server.base + "/?q=talks");
    const land = page.locator("svg.map a", { hasText: "Russia" });
    const href = await land.getAttribute("href");
    // A click without scripts needs a place on the screen, which a small country may not have.
    if (options.javaScriptEnabled === false) await page.goto(server.base + href);
    else await land.dispatchEvent("click");
    await page.waitForURL(/country=RU/);
    assert.ok((await total(page)) > 0);
  });

  test(`a second query stands beside the first, ${how}`, async () => {
    const page = await browser.open(options);
    await page.goto(server.base + "/?q=talks");
    await page.locator("form.vs input[name=vs]").fill("ceasefire");
    await page.locator("form.vs button").click();
    await page.waitForURL(/vs=ceasefire/);
    assert.ok((await page.locator("svg.bars rect.second").count()) > 0);
  });

  test(`lines, table and an article, and back to the same place, ${how}`, async () => {
    const page = await browser.open(options);
    await page.goto(server.base + "/?q=talks");
    await page.locator(".controls a", { hasText: "lines" }).first().click();
    await page.waitForURL(/view=lines/);
    assert.ok((await page.locator(".concordance tr").count()) > 5);
    await page.locator(".controls a", { hasText: "after" }).click();
    await page.waitForURL(/lines=after/);
    const afters = await page.locator(".concordance .after").allTextContents();
    const first = text => text.toLowerCase().match(/[\p{L}\d]+/u)?.[0] ?? "";
    assert.deepEqual(afters.map(first), [...afters.map(first)].sort());
    await page.locator(".controls a", { hasText: "table" }).first().click();
    await page.waitForURL(/view=table/);
    assert.ok((await page.locator(".sheet tbody tr").count()) > 3);
    await page.locator(".controls a", { hasText: "passages" }).first().click();
    await page.locator("ol.hits").waitFor();
    const sixth = page.locator("ol.hits a.open").nth(5);
    await sixth.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    const where = await page.evaluate(() => scrollY);
    await sixth.click();
    await page.waitForURL(/\/a\//);
    assert.ok((await page.locator("article mark").count()) > 0);
    assert.ok((await page.locator(".evidence-list li").count()) > 0);
    await page.goBack();
    await page.locator("ol.hits").waitFor();
    await page.waitForTimeout(200);
    assert.ok(Math.abs((await page.evaluate(() => scrollY)) - where) < 60);
  });
}

test("a name is completed", async () => {
  const page = await browser.open();
  await page.goto(server.base + "/");
  await page.locator("#q").pressSequentially("lavr");
  await page.locator("ul.complete li").first().waitFor();
  const items = await page.locator("ul.complete li").allTextContents();
  assert.ok(items.some(item => /Lavrov.*person/.test(item)), items.join("; "));
  await page.locator("#q").press("ArrowDown");
  await page.locator("#q").press("Enter");
  await page.waitForURL(/person=/);
  assert.ok((await total(page)) > 0);
});

test("the timeline is brushed", async () => {
  const page = await browser.open();
  await page.goto(server.base + "/?q=talks");
  const plot = await page.locator(".plot").boundingBox();
  await page.mouse.move(plot.x + plot.width * 0.3, plot.y + 30);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.5, plot.y + 30);
  await page.mouse.move(plot.x + plot.width * 0.8, plot.y + 30);
  await page.mouse.up();
  await page.waitForURL(/since=.*until=/);
  const url = new URL(page.url());
  assert.ok(url.searchParams.get("since") < url.searchParams.get("until"));
  assert.equal(url.searchParams.get("q"), "talks");
});

test("keys move through the list, open an article and its occurrences", async () => {
  const page = await browser.open();
  await page.goto(server.base + "/?q=talks");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.locator("li.here").count(), 1);
  assert.ok(await page.locator("ol.hits > li").nth(1).evaluate(hit => hit.classList.contains("here")));
  await page.keyboard.press("o");
  await page.waitForURL(/\/a\//);
  await page.locator("article").waitFor();
  await page.keyboard.press("n");
  const first = await page.locator("mark.here").getAttribute("id");
  if ((await page.locator("mark[id]").count()) > 1) {
    await page.keyboard.press("n");
    assert.notEqual(await page.locator("mark.here").getAttribute("id"), first);
  }
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
});

test("exports are whole, a feed is one, and an article can be cited", async () => {
  const page = await browser.open();
  await page.goto(server.base + "/?q=talks&copies=all");
  const count = await total(page);
  const fetched = async path => {
    const answer = await page.request.get(server.base + path);
    assert.equal(answer.status(), 200, path);
    return answer.text();
  };
  await page.locator("details.menu summary").click();
  const csv = await fetched(await page.locator("details.menu a", { hasText: "CSV" }).getAttribute("href"));
  assert.ok(csv.startsWith("\ufeffheadline,standfirst,outlet"));
  assert.ok(csv.trimEnd().endsWith(`complete: ${count} rows`));
  const lines = (await fetched("/search.jsonl?q=talks&copies=all")).trimEnd().split("\n").map(line => JSON.parse(line));
  assert.equal(lines.length, count + 1);
  assert.deepEqual(lines.at(-1), { complete: true, articles: count });
  assert.equal((await fetched("/search.ris?q=talks&copies=all")).match(/^TY  - NEWS/gm).length, count);
  assert.equal((await fetched("/search.bib?q=talks&copies=all")).match(/^@article/gm).length, count);
  const feed = await fetched(await page.locator("link[rel=alternate]").getAttribute("href"));
  assert.ok(feed.includes("<feed xmlns=") && feed.includes("<entry>"));
  await page.locator("ol.hits a.open").first().click();
  await page.waitForURL(/\/a\//);
  const reference = await fetched(await page.locator(".cite a", { hasText: "RIS" }).getAttribute("href"));
  assert.ok(reference.startsWith("TY  - NEWS") && reference.includes("ER  -"));
});

test("a name has a page of its own", async () => {
  const page = await browser.open();
  await page.goto(server.base + "/?q=talks");
  await page.locator("ol.hits a.open").first().click();
  await page.locator("article a.name.person, .names a.person").first().click();
  await page.waitForURL(/\/name\/person\//);
  assert.match(await page.locator("p.sentence").textContent(), /named in/);
  assert.ok((await page.locator("svg.bars a").count()) > 0);
});

test("what cannot be answered says why", async () => {
  const page = await browser.open();
  const status = async path => (await page.goto(server.base + path)).status();
  assert.equal(await status("/?country=Syrai"), 400);
  assert.match(await page.locator("main").textContent(), /did you mean Syria/);
  assert.equal(await status("/a/none-such"), 404);
  assert.equal(await status("/nothing/here"), 404);
  assert.equal(await status("/?q=zzzzz+talks"), 200);
  assert.match(await page.locator("p.nothing").textContent(), /No article/);
  assert.equal(await status("/?q=operatrs"), 200);
});

// Of every kind of page one, and of the results every view.
const states = [
  "/", "/?q=talks", "/?q=talks&view=lines", "/?q=talks&view=table", "/?q=talks&country=SY&-country=RU&since=2015",
  "/?q=talks&vs=war&timeline=share", "/?q=zzzzz", "/?country=Syrai", "/help", "/api", "/facet/person?q=talks&within=a",
  "/a/mw-20151023-vienna-23?q=talks", "/name/person/Sergei%20Lavrov", "/login", "/nothing",
];

for (const colorScheme of ["light", "dark"]) {
  test(`no page has a serious fault of access, ${colorScheme}`, async () => {
    const page = await browser.open({ colorScheme, bypassCSP: true });
    for (const state of states) {
      await page.goto(server.base + state);
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const serious = violations.filter(one => ["serious", "critical"].includes(one.impact));
      const told = serious.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" | ")}`);
      assert.deepEqual(told, [], state);
    }
  });
}

test("every link keeps the filters, two levels deep", async () => {
  const page = await browser.open(without);
  const start = "/?q=talks&country=SY&person=Sergei+Lavrov&since=2015&sort=newest";
  const kept = ["q", "country", "person", "since", "sort"];
  const seen = new Set();
  let level = [start];
  for (let depth = 0; depth < 2; depth += 1) {
    const next = [];
    for (const path of level.slice(0, 40)) {
      await page.goto(server.base + path);
      const links = await page.locator("main a[href^='/?'], main a[href^='/search'], main a[href^='/facet'], main a[href^='/a/']")
        .evaluateAll(found => found.map(link => ({ href: link.getAttribute("href"), chip: !!link.closest(".chips"), order: link.closest(".controls") && ["relevance", "newest", "oldest"].includes(link.textContent), chosen: !!link.closest(".chosen"), article: !!link.closest("article, aside.about, .suggestions") })));
      const here = new URL(path, server.base).searchParams;
      for (const { href, chip, order, chosen, article } of links) {
        if (article || seen.has(href)) continue;
        seen.add(href);
        const there = new URL(href, server.base).searchParams;
        const lost = kept.filter(key => here.has(key) && !there.has(key) && !(order && key === "sort"));
        // A chip or a chosen value takes away one part; a link to all dates or to the undated takes the dates.
        const dates = there.get("undated") === "1" || /all dates/.test(href);
        const allowed = chip || chosen ? 1 : dates || !there.has("since") ? 1 : 0;
        assert.ok(lost.length <= allowed, `${path} -> ${href} loses ${lost}`);
        if (lost.length === 1 && !chip && !chosen) assert.equal(lost[0], "since", `${path} -> ${href}`);
        if (href.startsWith("/?")) next.push(href);
      }
    }
    level = next;
  }
  assert.ok(seen.size > 50, `${seen.size} links`);
});

test("nothing went wrong on any page, and nothing was asked of another host", () => {
  assert.deepEqual(browser.faults, []);
});
