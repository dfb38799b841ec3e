// The page works without this. With it, links and forms change what is shown in place, the box completes what is
// typed, the timeline can be brushed, keys move through articles, and new articles are told.
"use strict";
(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- going on in place
  let going = null;
  const busy = document.createElement("div");
  busy.className = "busy";
  busy.setAttribute("role", "status");
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.textContent = "Cancel";
  cancel.addEventListener("click", () => { if (going) going.abort(); });
  busy.append("Searching… ", cancel);

  const isOurs = url => url.origin === location.origin && (url.pathname === "/" || /^\/(search|facet\/|name\/|a\/)/.test(url.pathname))
    && !/\.(json|jsonl|csv|atom|ris|bib)$/.test(url.pathname);

  async function go(url, kept) {
    if (going) going.abort();
    going = new AbortController();
    const slow = setTimeout(() => document.body.append(busy), 300);
    let text, answer;
    try {
      answer = await fetch(url, { signal: going.signal, headers: { accept: "text/html" } });
      text = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") location.href = url;
      return;
    } finally {
      clearTimeout(slow);
      busy.remove();
    }
    show(new DOMParser().parseFromString(text, "text/html"), answer.url || String(url), kept);
  }

  function show(page, address, kept) {
    const url = new URL(address);
    const hash = new URL(kept.to || address, location.href).hash;
    if (!kept.back) {
      history.replaceState({ y: scrollY }, "");
      history.pushState({ y: 0 }, "", url.pathname + url.search + hash);
    }
    document.title = page.title;
    const box = one("#q"), text = one("#q", page);
    if (box && text) {
      if (document.activeElement !== box) box.value = text.value;
      all("input[type=hidden]", box.form).forEach(input => input.remove());
      all("input[type=hidden]", text.form).forEach(input => box.form.append(document.importNode(input)));
      const field = one("select", box.form), chosenField = one("select", text.form);
      if (field && chosenField) field.value = chosenField.value;
    }
    for (const name of ["data-generation", "data-articles"]) {
      if (page.documentElement.hasAttribute(name)) root.setAttribute(name, page.documentElement.getAttribute(name));
    }
    const feed = one("link[rel=alternate]");
    if (feed) feed.remove();
    const newFeed = one("link[rel=alternate]", page);
    if (newFeed) document.head.append(document.importNode(newFeed));
    one("main").replaceWith(document.importNode(one("main", page), true));
    one("#news").hidden = true;
    ready();
    if (hash) location.hash = hash;
    const place = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (place) place.scrollIntoView({ block: "center" });
    else scrollTo(0, kept.y || 0);
    if (!kept.back && document.activeElement !== box) one("main").focus({ preventScroll: true });
  }

  document.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const href = link.href.baseVal === undefined ? link.href : new URL(link.href.baseVal, location.href).href;
    const url = new URL(href);
    if (!isOurs(url) || (url.hash && url.pathname + url.search === location.pathname + location.search)) return;
    event.preventDefault();
    go(url, { to: href });
  });

  document.addEventListener("submit", event => {
    const form = event.target;
    if (form.method !== "get") return;
    event.preventDefault();
    closeList();
    const url = new URL(form.action);
    const given = new URLSearchParams();
    for (const [key, value] of new FormData(form)) if (value) given.append(key, value);
    url.search = given;
    if (document.activeElement) document.activeElement.blur();
    go(url, {});
  });

  history.scrollRestoration = "manual";
  addEventListener("popstate", event => {
    if (event.state) go(location.href, { back: true, y: event.state.y, to: location.href });
  });
  if (!history.state) history.replaceState({ y: 0 }, "");
  let remembered = 0;
  addEventListener("scroll", () => {
    clearTimeout(remembered);
    remembered = setTimeout(() => history.replaceState({ y: scrollY }, ""), 100);
  }, { passive: true });

  // ---- completing
  const box = one("#q");
  let list = null, chosen = -1, asked = 0, rest = "";
  const kinds = { person: "person", org: "organisation", place: "place", source: "outlet", country: "country", article: "headline" };

  function closeList() {
    if (list) list.remove();
    list = null;
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-expanded", "false");
  }

  function take(suggestion) {
    closeList();
    if (suggestion.type === "article") {
      const place = new URLSearchParams({ path: suggestion.path, record: suggestion.record });
      go(new URL("/a/" + encodeURIComponent(suggestion.value) + "?" + place, location.href), {});
      return;
    }
    const given = new URLSearchParams(all("input[type=hidden], select", box.form).filter(input => input.value).map(input => [input.name, input.value]));
    if (rest) given.set("q", rest);
    given.append(suggestion.type, suggestion.value);
    box.value = rest;
    box.blur();
    go(new URL("/?" + given, location.href), {});
  }

  async function complete() {
    const typed = box.value.trim(), number = ++asked;
    if (typed.length < 2 || /["():]/.test(typed)) return closeList();
    const suggest = async text => {
      const answer = await fetch("/api/v1/suggest?limit=4&q=" + encodeURIComponent(text)).catch(() => null);
      return answer && answer.ok ? (await answer.json()).suggestions : [];
    };
    let found = await suggest(typed), kept = "";
    if (!found.length && /\s/.test(typed)) {
      // What goes before stays; the last word alone is completed.
      const [, before, last] = typed.match(/^(.*)\s+(\S+)$/);
      if (last.length > 1) [found, kept] = [await suggest(last), before];
    }
    if (number !== asked || document.activeElement !== box) return;
    closeList();
    rest = kept;
    if (!found.length) return;
    list = document.createElement("ul");
    list.className = "complete";
    list.id = "complete";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Completions");
    found.forEach((suggestion, at) => {
      const item = document.createElement("li");
      item.id = "complete" + at;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const name = document.createElement("span"), kind = document.createElement("span");
      name.textContent = suggestion.name;
      name.dir = "auto";
      kind.className = "kind";
      kind.textContent = (kinds[suggestion.type] || suggestion.type) + (suggestion.count ? " · " + suggestion.count.toLocaleString("en") : "");
      item.append(name, kind);
      item.addEventListener("mousedown", event => { event.preventDefault(); take(suggestion); });
      item.take = () => take(suggestion);
      list.append(item);
    });
    box.form.append(list);
    box.setAttribute("aria-expanded", "true");
  }

  if (box) {
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-controls", "complete");
    box.setAttribute("aria-expanded", "false");
    let wait = 0;
    box.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(complete, 60); });
    box.addEventListener("blur", () => setTimeout(closeList, 100));
    box.addEventListener("keydown", event => {
      if (event.key === "Escape") { closeList(); box.blur(); return; }
      if (!list) return;
      const items = [...list.children];
      if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); items[chosen].take(); return; }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      if (chosen >= 0) items[chosen].setAttribute("aria-selected", "false");
      chosen = (chosen + step + items.length + (chosen < 0 && step < 0 ? 1 : 0)) % items.length;
      items[chosen].setAttribute("aria-selected", "true");
      box.setAttribute("aria-activedescendant", items[chosen].id);
    });
  }

  // ---- brushing the timeline
  function brush() {
    const plot = one(".plot");
    if (!plot) return;
    const bars = all("a[data-period]", plot);
    let first = -1, last = -1;
    const at = event => {
      const box = plot.getBoundingClientRect();
      return Math.max(0, Math.min(bars.length - 1, Math.floor((event.clientX - box.left) / box.width * Math.max(bars.length, 12))));
    };
    const lit = () => bars.forEach((bar, n) =>
      bar.classList.toggle("brushed", first >= 0 && n >= Math.min(first, last) && n <= Math.max(first, last) && first !== last));
    const brushed = new AbortController();
    const whole = { signal: brushed.signal };
    plot.addEventListener("pointerdown", event => { if (event.button === 0) first = last = at(event); });
    addEventListener("pointermove", event => {
      if (!plot.isConnected) brushed.abort();
      else if (first >= 0) { last = at(event); lit(); }
    }, whole);
    addEventListener("pointerup", () => {
      const [from, to] = [Math.min(first, last), Math.max(first, last)];
      const moved = first >= 0 && from !== to;
      first = -1;
      if (!moved || !plot.isConnected) return;
      plot.addEventListener("click", event => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
      const url = new URL(bars[from].getAttribute("href"), location.href);
      url.searchParams.set("since", bars[from].dataset.period);
      url.searchParams.set("until", bars[to].dataset.period);
      go(url, {});
    }, whole);
    plot.addEventListener("dragstart", event => event.preventDefault());
  }

  // ---- evidence
  function evidence() {
    for (const link of all(".because a")) {
      const light = on => {
        for (const span of all(".evidence")) {
          if (span.dataset.countries.split(" ").includes(link.dataset.country)) span.classList.toggle("lit", on);
        }
      };
      for (const [event, on] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
        link.addEventListener(event, () => light(on));
      }
    }
  }

  // ---- keys
  let here = -1;
  function move(selector, step) {
    const places = all(selector);
    if (!places.length) return null;
    if (here >= 0 && places[here]) places[here].classList.remove("here");
    here = here < 0 ? (step > 0 ? 0 : places.length - 1) : (here + step + places.length) % places.length;
    places[here].classList.add("here");
    places[here].scrollIntoView({ block: "center" });
    return places[here];
  }

  document.addEventListener("keydown", event => {
    if (event.metaKey || event.ctrlKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const places = "ol.hits > li, .sheet tbody tr, .concordance tr";
    switch (event.key) {
      case "/": event.preventDefault(); box.focus(); box.select(); break;
      case "?": location.href = "/help"; break;
      case "j": case "k": {
        const place = move(places, event.key === "j" ? 1 : -1);
        const link = place && one("a.open, .hit a", place);
        if (link) link.focus({ preventScroll: true });
        break;
      }
      case "o": { const place = all(places)[here]; const link = place && one("a.open, .hit a", place); if (link) link.click(); break; }
      case "n": move("mark[id]", 1); break;
      case "p": move("mark[id]", -1); break;
    }
  });

  // ---- news
  async function look() {
    if (document.hidden || !root.dataset.generation) return;
    const answer = await fetch("/api/v1/health").catch(() => null);
    if (!answer || !answer.ok) return;
    const now = await answer.json();
    const news = one("#news");
    if (now.generation === root.dataset.generation) return;
    const more = now.articles - Number(root.dataset.articles);
    news.textContent = (more > 0 ? more.toLocaleString("en") + " new article" + (more === 1 ? "" : "s") : "The archive has changed") + ". ";
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Reload";
    link.addEventListener("click", event => { event.preventDefault(); event.stopPropagation(); go(location.href, { back: true, y: 0 }); });
    news.append(link);
    news.hidden = false;
  }
  setInterval(look, 15000);
  document.addEventListener("visibilitychange", look);

  function ready() {
    here = -1;
    const narrow = one("details.narrow");
    if (narrow && matchMedia("(max-width: 760px)").matches) narrow.open = false;
    const map = one("details.mapbox");
    if (map && matchMedia("(max-width: 760px)").matches) map.open = false;
    brush();
    evidence();
  }
  ready();
})();
