// Search in the pages of a folder. The index is loaded as scripts, because pages on a disk may not fetch files.
"use strict";
const clewSearch = { about: null, threads: {}, terms: {} };

(function () {
  const form = document.querySelector(".top form");
  const said = document.getElementById("said");
  const list = document.getElementById("found");
  const speech = said?.dataset ?? {}; // what the page says in its language
  const numbers = new Intl.NumberFormat(document.documentElement.lang + "-u-nu-latn");
  const asked = new URLSearchParams(location.search).get("q") || "";
  const MOST = 100;
  const SPACELESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々〆](?:\p{M}|[\u0e33\u0eb3])*/gu;
  const RUN = new RegExp("((?:" + SPACELESS.source + ")+)", "u");
  const DRESS = /[\u{1f3fb}-\u{1f3ff}\ufe0f\u200d♀♂]/gu;
  const PICTURE = "\\p{RI}{2}|\\p{Extended_Pictographic}[\\u{1f3fb}-\\u{1f3ff}\\ufe0f]*(?:\\u200d\\p{Extended_Pictographic}[\\u{1f3fb}-\\u{1f3ff}\\ufe0f]*)*";
  const WORD = new RegExp("[\\p{L}\\p{M}\\p{N}'`´‘’‛ʻʼ＇\\u00ad\\u200c\\u200d״׳]+|" + PICTURE, "gu");
  const FURTHER = { "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ß": "ss", "ς": "σ", "ۃ": "ه" };
  const loaded = {};

  function load(name) {
    loaded[name] = loaded[name] || new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = "search/" + name + ".js";
      script.onload = done;
      script.onerror = () => failed(new Error(name));
      document.head.append(script);
    });
    return loaded[name];
  }

  // The same folding as `clew.text.folding` and `clew.text.terms`, with the tables the index brings.
  function fold(word) {
    const about = clewSearch.about;
    let text = "";
    for (const letter of word.toLowerCase().normalize("NFKC").toLowerCase()) {
      text += FURTHER[letter] || (letter in about.letters ? about.letters[letter] : letter);
    }
    text = text.normalize("NFKD").replace(new RegExp("[" + about.marks + "\\p{Cf}\\ufe0f\\u0640\\u0334-\\u0338]", "gu"), "");
    text = [...text].map((letter) => about.letters[letter] ?? letter).join("");
    text = text.replace(/\p{Nd}/gu, (digit) => {
      const zero = about.zeros.findLast((code) => code <= digit.codePointAt(0));
      return digit < ":" || zero === undefined ? digit : String(digit.codePointAt(0) - zero);
    });
    return text.normalize("NFC");
  }

  // What a word may be in the index, the likeliest first: whole, without what an apostrophe parts, without particles.
  function forms(word) {
    const pieces = word.replace(/[`´‘’‛ʻʼ＇]/gu, "'").split("'").filter(Boolean);
    const found = [pieces.join("")];
    if (pieces.length > 1) found.push(pieces.slice(1).join(""), pieces.slice(0, -1).join(""));
    const folded = found.map((each) => fold(each.replace(/[״׳"]/gu, "")));
    for (let rest = folded[0]; /^[وفبكلا]../u.test(rest); ) folded.push((rest = rest.slice(1)));
    if (/لله$/u.test(folded[0])) folded.push("الله");
    return folded.map((each) => each.slice(0, 64)).filter(Boolean);
  }

  function wanted(text) {
    const all = [];
    text = text.normalize("NFC").replace(/[\uff66-\uff9f]+/gu, (narrow) => narrow.normalize("NFKC"));
    for (const [token] of text.matchAll(WORD)) {
      if (!/^[\p{L}\p{M}\p{N}]/u.test(token)) { all.push([token.replace(DRESS, "")]); continue; }
      for (const piece of token.split(RUN)) {
        const signs = piece.match(SPACELESS);
        if (!signs) { if (piece) all.push(forms(piece)); continue; }
        const folded = signs.map(fold);
        if (folded.length === 1) all.push([folded[0]]);
        for (let at = 1; at < folded.length; at++) all.push([folded[at - 1] + folded[at]]);
      }
    }
    return all;
  }

  function partOf(term) {
    let at = 0;
    for (let unit = 0; unit < term.length; unit++) at = (at * 31 + term.charCodeAt(unit)) & 0xffff;
    return at % clewSearch.about.parts;
  }

  async function threadsWith(word) {
    for (const term of word) {
      const part = partOf(term);
      await load("terms-" + part);
      const found = clewSearch.terms[part].get(term);
      if (found) return found;
    }
    return [];
  }

  async function search(text) {
    await load("about");
    const words = wanted(text);
    if (!words.length) return [];
    let left = null;
    for (const word of words) {
      const found = new Set(await threadsWith(word));
      left = left === null ? [...found] : left.filter((thread) => found.has(thread));
    }
    return left;
  }

  async function show(thread) {
    const part = Math.floor(thread / clewSearch.about.row);
    await load("threads-" + part);
    const [file, title, way, author, day, held] = clewSearch.threads[part][thread % clewSearch.about.row];
    const row = document.createElement("li"), link = document.createElement("a"), facts = document.createElement("span");
    link.href = file;
    link.dir = way;
    link.textContent = title || author;
    facts.className = "frame";
    const who = document.createElement("bdi");
    who.textContent = author;
    facts.append(who, (day ? " · " + day : "") + " · " + held);
    row.append(link, " ", facts);
    return row;
  }

  async function run() {
    form.q.value = asked;
    if (!asked.trim()) { said.textContent = speech.ask; return; }
    said.textContent = speech.searching;
    const found = await search(asked);
    said.textContent = found.length ? speech.found.replace("{number}", numbers.format(found.length)) : speech.none;
    if (found.length > MOST) said.textContent += " " + speech.newest.replace("{number}", numbers.format(MOST));
    for (const thread of found.slice(0, MOST)) list.append(await show(thread));
  }

  clewSearch.terms_of = async (text) => { await load("about"); return wanted(text); };
  if (said) run().catch((fault) => { said.textContent = speech.broken.replace("{file}", `search/${fault.message}.js`); });
})();
