// Searches the site from the reader's browser: asks the index for the words that were typed, ranks what it finds and
// fills the page's own templates with it. All words of the page stand in the page.
//
// The index is a folder of small files; onrecord's manual says what is in each ("Search"). What is typed is folded and
// cut into words just as the program does it (src/text/words.rs).

const form = document.querySelector("form.search");
const [list, told, more] = ["results", "status", "more"].map((name) => document.querySelector(`.search-${name}`));
const field = form.elements.q;
const KINDS = ["article", "quote", "fact"];
/** The signs before the ids that documents are filtered by. */
const FILTERS = { person: "@", status: "=", tag: "#" };
/** What each level of a word is worth. */
const LEVELS = [0.7, 1, 1.4, 1.9];
/** Of the files that this script can read. */
const VERSION = 1;
const RESULTS_A_PAGE = 10;
/** As many bytes of words as the beginning of one may cost; of what is more, only the word itself is looked up. */
const BYTES_A_WORD = 100_000;
const PAUSE = 120;

// ---- Words -------------------------------------------------------------------------------------------

const UNSEEN = /[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\u20d0-\u20ff\ufe20-\ufe2f\ufeff]/g;
const SPELLED = new Map(Object.entries({ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ı: "i", ς: "σ", ى: "ي", ی: "ي", ة: "ه", ک: "ك", "٫": ".", "٬": "," }));
const RUN = /[\p{Alphabetic}\p{M}\p{N}]+/gu;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const PARTS = new RegExp(`${UNSPACED.source}+|(?:(?!${UNSPACED.source}).)+`, "gu");

const fold = (text) => text.normalize("NFKD").toLowerCase().replace(UNSEEN, "")
  .replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15)
  .replace(/[^\0-~]/g, (letter) => SPELLED.get(letter) ?? letter)
  .replace(/(?<=[0-9])[.,](?=[0-9])/g, "");

/** The words of a text, spelled as in the index. */
export function words(text) {
  return [...fold(text).matchAll(RUN)].flatMap(([run]) => run.match(PARTS)).flatMap((part) => {
    const letters = [...part];
    if (UNSPACED.test(part)) return letters.map((letter, at) => letter + (letters[at + 1] ?? ""));
    if (/^[a-z]$/.test(part)) return [];
    return [part.replace(/^(?:[وبكف]?ال|لل)(?=.{3})/u, "")].map((word) => [...word].slice(0, 32).join(""));
  });
}

/** What is looked for: words, whether their endings are open, and whether more letters may follow. */
function parse(typed) {
  const wanted = [];
  for (const [, exact, open] of typed.replace(/[“”„«»]/g, '"').matchAll(/"([^"]*)"?|([^"]+)/g)) {
    let found = words(exact ?? open);
    // The last letter alone is in the index for those who type no more than it.
    found = found.filter((word, at) => !(at && UNSPACED.test(word) && [...word].length < 2));
    wanted.push(...found.map((text) => ({ text, exact: exact !== undefined, last: false })));
    if (open && wanted.length) wanted.at(-1).last = !/\s$/.test(open);
  }
  wanted.slice(0, -1).forEach((word) => { word.last = false; });
  return wanted.slice(0, 12);
}

/** The word in its other number, in English. */
function otherNumber(word) {
  if (!/^en\b/i.test(document.documentElement.lang) || word.length < 4) return [];
  if (/ies$/.test(word)) return [word.slice(0, -3) + "y"];
  if (/[^aeiou]y$/.test(word)) return [word.slice(0, -1) + "ies"];
  return /[^su]s$/.test(word) ? [word.slice(0, -1), word.replace(/es$/, "")] : [];
}

// ---- The index ---------------------------------------------------------------------------------------

let files = new Map();

function load(name, made = "") {
  if (!files.has(name)) {
    // A file is asked for by the state of the index to which it belongs, so that caches never mix two.
    const answer = fetch(form.dataset.index + name + made, made ? {} : { cache: "no-cache" }).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
      return name.endsWith(".json") ? answer.json() : answer.text().then(readWords);
    });
    files.set(name, answer);
    answer.catch(() => files.delete(name));
  }
  return files.get(name);
}

async function openIndex() {
  const index = await load("index.json");
  if (index.version !== VERSION) throw new Error(`the index is of version ${index.version}`);
  const sizes = new Map(Object.entries(index.words));
  const made = `?${index.made_from}`;
  const file = (start) => load(`words-${start.replace(/[^a-z0-9]/gu, (sign) => `.${sign.codePointAt(0).toString(16)}.`)}.txt`, made);
  const startOf = (word) => {
    let start = word;
    while (start && !sizes.has(start)) start = start.replace(/.$/su, "");
    return start;
  };
  return {
    counts: KINDS.map((kind) => index[`${kind}s`]),
    document: async (kind, number) => (await load(`${KINDS[kind]}s-${Math.floor(number / index.a_file)}.json`, made))[number % index.a_file],
    /** The lists of documents of a word. */
    async lists(word) {
      const start = startOf(word);
      return sizes.has(start) ? (await file(start)).get(word) : undefined;
    },
    /** All words that begin so, as far as they cost little. */
    async beginning(word) {
      const own = startOf(word);
      let starts = [...sizes.keys()].filter((start) => start !== own && start.startsWith(word)).concat(sizes.has(own) ? own : []);
      if (starts.reduce((sum, start) => sum + sizes.get(start), 0) > BYTES_A_WORD) starts = starts.filter((start) => start === own);
      return (await Promise.all(starts.map(file))).flatMap((all) => [...all].filter(([one]) => one.startsWith(word)));
    },
  };
}

/** A line a word: how much it shares with the one before, the rest, and the documents of each kind. */
function readWords(text) {
  let word = "";
  return new Map(text.split("\n").filter(Boolean).map((line) => {
    const [head, ...lists] = line.split("\t");
    word = word.slice(0, head.charCodeAt(0) - 33) + head.slice(1);
    return [word, lists];
  }));
}

/** Numbers in (s, c)-dense code: four times the gap to the document before, plus the level. */
function readList(list) {
  const read = [];
  let [document, high] = [-1, 0];
  for (let at = 0; at < list.length; at++) {
    const digit = list.charCodeAt(at) - 33;
    if (digit >= 66) { high = high * 28 + digit - 65; continue; }
    const number = high * 66 + digit;
    document += (number >> 2) + 1;
    read.push(document, number & 3);
    high = 0;
  }
  return read;
}

// ---- Ranking -----------------------------------------------------------------------------------------

/** The spellings under which a wanted word counts, each with its lists and what it is worth. */
async function spellings(index, { text, exact, last }) {
  if (exact) return [[text, await index.lists(text), 1]];
  const others = otherNumber(text);
  const beginning = [...text].length > 1 || UNSPACED.test(text) || last ? index.beginning(text) : [];
  const found = await Promise.all([beginning, ...[text, ...others].map(async (word) => [word, await index.lists(word)])]);
  const [begun, ...whole] = found;
  const longer = begun.filter(([word]) => word !== text && !others.includes(word) && (last || word.length <= text.length + 3));
  return whole.map(([word, lists]) => [word, lists, word === text ? 1 : 0.8])
    .concat(longer.map(([word, lists]) => [word, lists, 0.3 + 0.4 * text.length / word.length]));
}

/** All documents that fit, best first, and the words by which they were found. */
async function search(index, wanted, chosen) {
  const [found, filters] = await Promise.all([
    Promise.all(wanted.map((word) => spellings(index, word))),
    Promise.all(Object.entries(FILTERS).filter(([name]) => chosen[name]).map(([name, sign]) => index.lists(sign + chosen[name]))),
  ]);
  const hits = [];
  KINDS.forEach((name, kind) => {
    if (chosen.kind && chosen.kind !== name) return;
    const count = index.counts[kind];
    const [scores, fitting] = [new Float32Array(count), new Uint8Array(count)];
    for (const words of found) {
      const best = new Float32Array(count);
      let most = Infinity;
      for (const [, lists, worth] of words) {
        const read = readList(lists?.[kind] ?? "");
        const rare = Math.min(most, Math.log(1 + (count - read.length / 2 + 0.5) / (read.length / 2 + 0.5)));
        // A longer word is rarer, but not what was typed.
        if (worth === 1 && read.length) most = rare;
        for (let at = 0; at < read.length; at += 2) {
          const score = worth * rare * LEVELS[read[at + 1]];
          if (score > best[read[at]]) best[read[at]] = score;
        }
      }
      best.forEach((score, document) => { if (score) { scores[document] += score; fitting[document]++; } });
    }
    const allowed = filters.map((lists) => {
      const set = new Uint8Array(count);
      readList(lists?.[kind] ?? "").forEach((document, at) => { if (at % 2 === 0) set[document] = 1; });
      return set;
    });
    for (let document = 0; document < count; document++) {
      if ((wanted.length && !fitting[document]) || !allowed.every((set) => set[document])) continue;
      hits.push({ kind, document, fits: fitting[document], score: scores[document] * (kind ? 1 : 1.2) });
    }
  });
  const whole = hits.filter((hit) => hit.fits === wanted.length);
  const ranked = (whole.length ? whole : hits).sort((one, other) => other.fits - one.fits || other.score - one.score || other.document - one.document);
  return { hits: ranked, partly: !whole.length, marked: new Set(found.flat().filter(([, lists]) => lists).map(([word]) => word)) };
}

// ---- The page ----------------------------------------------------------------------------------------

const statuses = new Map([...form.elements.status.options].slice(1).map((option) => [option.value, option.text]));
/** What the results so far can be filtered by: names by id. */
let seen = {};
let typedBefore;
let run = 0;

const chosen = () => Object.fromEntries(["kind", ...Object.keys(FILTERS)].map((name) => [name, form.elements[name].value]));

async function update() {
  const own = ++run;
  const typed = field.value.trim();
  const filters = chosen();
  const address = new URLSearchParams(Object.entries({ q: typed, ...filters }).filter(([, value]) => value));
  history.replaceState(history.state, "", `${location.pathname}${address.size ? `?${address}` : ""}`);
  if (typed !== typedBefore) seen = { person: new Map(), status: new Map(), tag: new Map() };
  typedBefore = typed;
  const wanted = parse(field.value);
  if (!wanted.length && !Object.values(filters).some(Boolean)) return show(own, { hits: [] }, "");
  told.textContent ||= form.dataset.searching;
  try {
    const index = await openIndex();
    const result = await search(index, wanted, filters);
    const { length } = result.hits;
    const count = form.dataset.results.replace("{n}", length.toLocaleString(document.documentElement.lang || "en"));
    await show(own, result, length ? `${count}${result.partly ? ` · ${form.dataset.partly}` : ""}` : form.dataset.none, index);
  } catch (error) {
    if (own === run) await show(own, { hits: [] }, form.dataset.failed);
    console.error(error);
  }
}

/** Shows results from the first on, or those after the ones that are there. */
async function show(own, result, message, index, from = 0) {
  const page = result.hits.slice(from, from + RESULTS_A_PAGE);
  const documents = await Promise.all(page.map(({ kind, document }) => index.document(kind, document)));
  if (own !== run) return;
  const items = documents.map((document, at) => item(KINDS[page[at].kind], document, result.marked));
  if (from) list.append(...items);
  else list.replaceChildren(...items);
  list.hidden = !list.firstChild;
  form.dataset.shown = typedBefore;
  told.textContent = message;
  more.hidden = result.hits.length <= from + page.length;
  more.onclick = async () => {
    await show(own, result, message, index, from + page.length);
    items.at(-1).nextElementSibling?.querySelector("a").focus();
  };
  for (const { people = [], tags = [], statuses: known = [] } of documents) {
    people.forEach(([id, name]) => seen.person.set(id, name));
    tags.forEach(([id, name]) => seen.tag.set(id, name));
    known.forEach((id) => seen.status.set(id, statuses.get(id) ?? id));
  }
  Object.entries(seen).forEach(([name, values]) => offer(form.elements[name], values));
}

function offer(select, values) {
  const { value } = select;
  if (value && !values.has(value)) values.set(value, [...select.options].find((option) => option.value === value)?.text ?? value);
  const options = [...values].sort(([, one], [, other]) => one.localeCompare(other)).map(([id, name]) => new Option(name, id, false, id === value));
  select.replaceChildren(select.options[0], ...options);
  select.closest("label").hidden = !options.length;
}

function item(kind, document_, marked) {
  const { path, title, text = "", original: [language, original] = [], figure, date, lang, people = [], statuses: [status] = [] } = document_;
  const filled = document.getElementById(`search-${kind}`).content.cloneNode(true).firstElementChild;
  if (lang) filled.lang = lang;
  const named = { title, text, original, figure, date: date?.text, person: kind === "article" ? "" : people[0]?.[1], status: statuses.get(status) };
  for (const slot of filled.querySelectorAll("[data-slot]")) {
    const name = slot.dataset.slot;
    if (name === "link") slot.href = form.dataset.root + path;
    else if (!named[name]) slot.remove();
    else mark(slot, named[name], marked);
    if (name === "original") slot.lang = language ?? "";
    if (name === "date" && date) slot.dateTime = date.iso;
    if (name === "status") slot.classList.add(`status-${status}`);
  }
  return filled;
}

/** Writes a text into an element, with what was looked for marked. */
function mark(element, text, marked) {
  const add = (piece, hit) => {
    const last = element.lastChild;
    if (hit !== (last?.nodeName === "MARK")) element.append(hit ? document.createElement("mark") : "");
    else if (!last) element.append("");
    element.lastChild.textContent += piece;
  };
  // Separators stay in numbers; letters of scripts without spaces stand alone.
  const pieces = new RegExp(`${UNSPACED.source}|(?:(?!${UNSPACED.source})[\\p{Alphabetic}\\p{M}\\p{N}\\u00ad]|(?<=\\p{Nd})[.,](?=\\p{Nd}))+|[^]`, "gu");
  const all = text.match(pieces) ?? [];
  const hits = all.map((piece) => !UNSPACED.test(piece) && words(piece).some((word) => marked.has(word)));
  all.forEach((piece, at) => {
    if (UNSPACED.test(piece)) {
      if (marked.has(fold(piece + (all[at + 1] ?? "")))) hits[at] = hits[at + 1] = true;
      else if (marked.has(fold(piece))) hits[at] = true;
    }
  });
  all.forEach((piece, at) => add(piece, Boolean(hits[at])));
}

// ---- Hands -------------------------------------------------------------------------------------------

function move(event, by) {
  const stops = [field, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at + by];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "ArrowDown") move(event, 1);
  else if (event.key === "ArrowUp") move(event, -1);
  else if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
    event.preventDefault();
    field.select();
  } else if (event.key === "Escape") {
    if (list.contains(event.target) || event.target === more) field.select();
    else if (event.target === field && field.value) { event.preventDefault(); field.value = ""; update(); }
  }
});

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(update, PAUSE);
});
// Enter searches at once and goes to the best result.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  await update();
  list.querySelector("a")?.focus();
});

function start(typed) {
  document.querySelectorAll(".search-without").forEach((element) => element.remove());
  form.hidden = false;
  const asked = new URLSearchParams(location.search);
  field.value = typed ?? asked.get("q") ?? "";
  for (const name of ["kind", ...Object.keys(FILTERS)]) {
    const [select, value] = [form.elements[name], asked.get(name) ?? ""];
    const known = [...select.options].some((option) => option.value === value);
    if (!known && name !== "kind") select.add(new Option(value, value));
    select.value = value;
  }
  typedBefore = undefined;
  return update();
}

start();
addEventListener("popstate", () => start());
// The live preview puts the page back as it was written, and the index may be another.
document.addEventListener("onrecord:updated", () => {
  const typing = document.activeElement === field ? field.value : undefined;
  files = new Map();
  start(typing);
});
