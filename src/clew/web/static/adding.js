// Adding: files dropped on the page, how much of them is sent, and how far their import is.
// Nothing needs it: the form goes without, and the page of an import asks again by itself.
(() => {
  "use strict";
  const one = (what, where = document) => where.querySelector(what);
  const form = one("#adding");
  const shown = one("#import[data-events]");

  // An import as it goes on: each event is the whole of what the page shows, made by the server.
  if (shown) {
    const events = new EventSource(shown.dataset.events);
    const heard = one("#heard");
    const show = (event) => {
      shown.innerHTML = event.data;
      const title = one("h1", shown).innerText;
      if (heard.textContent !== title) heard.textContent = title;
    };
    events.onmessage = show;
    events.addEventListener("over", (event) => {
      events.close();
      show(event);
      heard.textContent = `${one("h1", shown).innerText} ${one(".state", shown).innerText}`;
    });
    events.onerror = () => { // the browser asks again by itself, unless it was told that there is nothing
      if (events.readyState === EventSource.CLOSED) location.reload();
      else one(".state", shown).textContent = shown.dataset.cut;
    };
  }
  if (!form) return;

  const button = one(".send button", form);
  const sending = one(".sending", form);
  const said = one("[role=status]", sending);
  const bar = one("progress", sending);
  const wrong = one(".wrong", form);
  let request = null;

  const megabytes = (size) => `${(size / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: size < 1e7 ? 1 : 0 })} MB`;
  const busy = (is) => { button.disabled = is; sending.hidden = !is; };
  const fail = (sentence) => {
    request = null;
    busy(false);
    wrong.textContent = sentence;
    wrong.hidden = false;
    wrong.scrollIntoView({ block: "nearest" });
  };

  const send = (data) => {
    if (request) return;
    let size = 0;
    for (const value of data.values()) size += value.size ?? value.length;
    wrong.hidden = true;
    if (size > Number(form.dataset.most)) { fail(form.dataset.large); return; }
    request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => {
      bar.value = loaded / total;
      said.textContent = loaded < total ? form.dataset.sending.replace("{}", megabytes(loaded)).replace("{}", megabytes(total)) : form.dataset.taken;
    };
    request.onload = () => {
      if (request.status < 400) { location.assign(request.responseURL); return; }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      fail(one(".lede p", page)?.textContent ?? form.dataset.cut);
    };
    request.onerror = () => fail(form.dataset.cut);
    request.onabort = () => { request = null; busy(false); };
    bar.value = 0;
    said.textContent = "";
    busy(true);
    sending.scrollIntoView({ block: "nearest" });
    request.open("POST", form.action);
    request.send(data);
  };
  one("button", sending).addEventListener("click", () => request?.abort());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    if (data.get("pasted").trim() || data.get("address").trim() || data.getAll("files").some((file) => file.name)) send(data);
    else fail(form.dataset.empty);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { request = null; busy(false); } });

  // Dropping: on all of the page, files and folders with everything in them.
  const carries = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
  const listed = (folder) => new Promise((done, failed) => folder.createReader
    ? (() => {
      const reader = folder.createReader(), found = [];
      const more = () => reader.readEntries((some) => { if (some.length) { found.push(...some); more(); } else done(found); }, failed);
      more();
    })() : done([]));
  const gathered = async (transfer) => {
    const waiting = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!waiting.length || waiting.every((entry) => entry.isFile)) return [...transfer.files].map((file) => [file, file.name]);
    const found = [];
    while (waiting.length) {
      const entry = waiting.shift();
      if (entry.isDirectory) waiting.push(...await listed(entry));
      else found.push([await new Promise((done, failed) => entry.file(done, failed)), entry.fullPath.replace(/^\//, "")]);
    }
    return found;
  };
  const mark = (is) => document.body.classList.toggle("dropping", is);
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false); });
  addEventListener("drop", async (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    mark(false);
    if (request) return;
    let found;
    try { found = await gathered(event.dataTransfer); } catch { found = []; }
    if (!found.length) { fail(form.dataset.none); return; }
    const data = new FormData(form);
    data.delete("files");
    for (const [file, name] of found) data.append("files", file, name);
    send(data);
  });
})();
