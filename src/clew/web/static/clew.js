// What a page can do beside being read: keys, copying, the way of reading, and the place where one stopped.
// Nothing needs it, and what it keeps stays in this browser.
(() => {
  "use strict";
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const one = (what, where = document) => where.querySelector(what);
  const kept = {
    get(name) { try { return JSON.parse(localStorage.getItem("clew:" + name)); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("clew:" + name, JSON.stringify(value)); } catch { /* it may be forbidden */ } },
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  // The way of reading: links to threads lead to the way that was chosen last.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    if (link.dataset.way) kept.set("way", link.dataset.way);
    const there = new URL(link.href);
    const leads = there.origin === location.origin && /^\/(thread|post)\//.test(there.pathname) && !/\.\w{2,8}$/.test(there.pathname);
    if (leads && there.pathname !== location.pathname && kept.get("way") === "article" && !there.searchParams.has("as")) {
      there.searchParams.set("as", "article");
      link.href = there.href;
    }
  }, true);

  // Keys: from post to post, or on a list from thread to thread.
  const marks = () => {
    const posts = all("#posts a.mark, #posts a.seam").filter((mark) => mark.checkVisibility?.() ?? true);
    return posts.length ? posts : all("article.card .more a, article.card.alone a.words");
  };
  const step = (by) => {
    const found = marks();
    const tops = found.map((mark) => (mark.closest("article.card") ?? mark).getBoundingClientRect().top);
    let at = found.indexOf(document.activeElement);
    if (at < 0) at = tops.findLastIndex((top) => top < 40) + (by < 0 && tops.some((top) => Math.abs(top - 24) < 16) ? 0 : by < 0 ? 1 : 0);
    const next = found[Math.min(Math.max(at + by, 0), found.length - 1)];
    if (!next) return;
    next.focus({ preventScroll: true });
    const top = (next.closest("article.card") ?? next).getBoundingClientRect().top;
    scrollTo({ top: scrollY + top - 24, behavior: still });
  };
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const acts = {
      j: () => step(1),
      k: () => step(-1),
      "/": () => one("input[type=search]")?.focus(),
      "?": () => one("#keys")?.showModal(),
      h: before === "g" ? () => location.assign("/") : null,
    }[event.key];
    before = event.key;
    if (!acts) return;
    event.preventDefault();
    acts();
  });

  // Copying: a post's words, or the whole thread in another of its forms.
  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(await text);
    const field = document.createElement("textarea");
    field.value = await text;
    (one("dialog[open]") ?? document.body).append(field);
    field.select();
    const done = document.execCommand("copy"); // the only way where the address is not https
    field.remove();
    if (!done) throw new Error("not copied");
  };
  const fetched = async (suffix) => {
    const answer = await fetch(one(`.forms a[href$="${suffix}"]`).href);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };
  const ofPost = (post, as) => {
    const words = one(".body .words", post)?.innerText.trim() ?? "";
    const source = one(".source", post).innerText;
    if (as === "text") return `${words}\n\n${source}`;
    if (as === "quotation") return [one(".said", post)?.innerText, source].filter(Boolean).join(" ");
    const quoted = words.replace(/[\\`*_[\]<>#]/g, "\\$&").replace(/^/gm, "> ");
    return `${quoted}\n>\n> ${source.replace(/https?:\S+$/, "<$&>")}`;
  };
  const ofThread = (as) => as === "quotation" ? one(".foot .source").innerText : fetched(as === "text" ? ".txt" : ".md");
  const offer = (place, text) => {
    const copying = one("#copying")?.content.firstElementChild.cloneNode(true);
    if (!copying || !place) return;
    const said = one("[role=status]", copying);
    copying.addEventListener("click", async (event) => {
      if (!event.target.value) return;
      try { await write(text(event.target.value)); said.textContent = copying.dataset.done; }
      catch { said.textContent = copying.dataset.failed; }
      setTimeout(() => { said.textContent = ""; }, 3000);
    });
    place.append(copying);
  };
  document.addEventListener("toggle", (event) => {
    const about = event.target;
    if (about.open && about.matches?.(".about") && !one(".copying", about)) {
      offer(one(".told", about), (as) => ofPost(about.closest(".post"), as));
    }
  }, true);
  one(".foot .source")?.after(Object.assign(document.createElement("div"), { className: "copies" }));
  offer(one(".copies"), ofThread);

  // Where one stopped: kept for the last threads, offered when one comes back.
  const thread = one("article[data-thread]")?.dataset.thread;
  if (!thread) return;
  const MOST = 200;
  const stops = kept.get("stops") ?? {};
  const stop = stops[thread];
  const note = () => {
    const found = all("#posts > .post > a.mark, #posts > .para > .seam[href], #posts > .para > .words .seam");
    const at = found.findLastIndex((mark) => mark.getBoundingClientRect().top < innerHeight / 3);
    const ended = innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
    const now = kept.get("stops") ?? {};
    delete now[thread];
    const page = new URL(location.href).searchParams.get("page");
    if (at > 1 && (!ended || one("a[data-on]"))) {
      now[thread] = [found[at].lastChild.textContent.trim(), found[at].hash, page];
    }
    kept.set("stops", Object.fromEntries(Object.entries(now).slice(-MOST)));
  };
  let waiting;
  addEventListener("scroll", () => { clearTimeout(waiting); waiting = setTimeout(note, 400); }, { passive: true });
  const here = new URL(location.href);
  if (!stop || here.hash || scrollY > 100) return;
  const bar = one("#stopped")?.content.firstElementChild.cloneNode(true);
  if (!bar) return;
  const [number, hash, page] = stop;
  if (page) here.searchParams.set("page", page); else here.searchParams.delete("page");
  const link = one("a", bar);
  link.href = here.pathname + here.search + hash;
  one("span", link).textContent = number;
  for (const each of all("a, button", bar)) each.addEventListener("click", () => bar.remove());
  document.body.append(bar);
})();
