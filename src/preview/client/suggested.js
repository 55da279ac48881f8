// Shows what `onrecord suggest` proposes for an article: dashed words, each with a note in which it is accepted or
// rejected. The page itself is left as it is: words are highlighted by their ranges, so that live.js finds its page.
"use strict";

(() => {
  const base = document.currentScript.src.replace(/suggested\.js.*$/, "");
  // What stands in the text without being of it, as in annotate.js.
  const FOREIGN = ".note, .note-ref, [popover], .footnote-reference, .footnote-back, script, style, pre, math annotation";
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, blockquote, td, th, dt, dd, figcaption, div";
  const NAME = "onrecord-suggested";
  const SIGN = /[\p{L}\p{N}]/u;
  const token = () => document.querySelector('script[src$="__onrecord/annotate.js"]')?.dataset.token;
  const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  // What may differ in typography alone, letter for letter.
  const plain = (text) => text.replace(/[“”„«»]/g, '"').replace(/[‘’‚]/g, "'").replace(/[–—−‑]/g, "-").replace(/\s/g, " ");
  const tidy = (text) => plain(text.replace(/\s+/g, " "));

  let list = [];
  let open = null;
  // The source that was named last: often that of the next as well.
  let source = "";
  // What was answered here, until the preview has seen it.
  const answered = new Set();
  const key = ({ kind, text, prefix, suffix, occurrence }) => JSON.stringify([kind, text, prefix, suffix, occurrence]);

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`::highlight(${NAME}) { text-decoration: underline dashed 2px #b7791f; text-underline-offset: 3px; background-color: #d7a13c2e; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const host = document.createElement("div");
  host.id = NAME;
  const shadow = host.attachShadow({ mode: "open" });
  // Outside of the body, which live.js changes in place.
  document.documentElement.append(host);
  shadow.innerHTML = `<style>
    :host { position: absolute; inset: 0 0 auto 0; z-index: 2147483645; font: 15px/1.4 system-ui, sans-serif; color-scheme: dark; }
    button { min-height: 32px; padding: 0 .8rem; border: 1px solid #565b66; border-radius: 4px; background: #34373f; color: #eceae4; font: inherit; cursor: pointer; }
    button.main { background: #2f6f4f; border-color: #2f6f4f; }
    :focus-visible { outline: 2px solid #9cc9ff; outline-offset: 2px; }
    .count { position: fixed; inset: auto auto 1rem 1rem; border-style: dashed; border-color: #d7a13c; }
    .note { position: absolute; box-sizing: border-box; width: min(24rem, 100% - 16px); padding: .8rem 1rem; border: 1px dashed #d7a13c; border-radius: 6px; background: #1b1d22; color: #eceae4; box-shadow: 0 4px 24px #0008; overflow-wrap: anywhere; }
    p { margin: 0 0 .4rem; }
    label { display: grid; grid-template-columns: auto 1fr; gap: .6rem; align-items: center; margin-top: .6rem; }
    input { box-sizing: border-box; width: 100%; min-width: 0; min-height: 32px; border: 1px solid #565b66; border-radius: 4px; background: #26282f; color: inherit; font: inherit; padding-inline: .4rem; }
    ::placeholder { color: #a4a8b3; opacity: 1; }
    .why { color: #b9bcc4; }
    [role=alert] { color: #ff9d97; }
    .ends { display: flex; gap: .5rem; justify-content: flex-end; margin-top: .6rem; }
    [hidden] { display: none; }
  </style><div class="spot"></div><button type="button" class="count" hidden></button>`;
  const spot = shadow.querySelector(".spot");
  const count = shadow.querySelector(".count");

  // The article's words with the node and place of each letter; white space counts once.
  function words() {
    const body = document.querySelector(".article-body");
    const letters = { text: "", places: [] };
    if (!body) return letters;
    const add = (text, node, at) => {
      if (text === " " && letters.text.endsWith(" ")) return;
      letters.text += text;
      letters.places.push([node, at]);
    };
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    let block = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.localName === "br" && letters.places.length) add(" ", ...letters.places.at(-1));
      if (node.nodeType !== Node.TEXT_NODE || node.parentElement.closest(FOREIGN)) continue;
      const own = node.parentElement.closest(BLOCKS);
      if (own !== block) add(" ", node, 0);
      block = own;
      const text = plain(node.data);
      for (let at = 0; at < text.length; at++) add(text[at], node, at);
    }
    return letters;
  }

  // The range of a suggestion's words; null if they are not on the page, or nothing says which are meant.
  function range({ text, prefix, suffix, occurrence }, { text: all, places }) {
    const sought = tidy(text);
    const found = [];
    for (let at = all.indexOf(sought); at >= 0 && sought; at = all.indexOf(sought, at + 1)) {
      const end = at + sought.length;
      const cuts = (place) => SIGN.test(all[place - 1] ?? "") && SIGN.test(all[place] ?? "");
      if (cuts(at) || cuts(end)) continue;
      if (prefix && !all.slice(0, at).trimEnd().endsWith(tidy(prefix).trimEnd())) continue;
      if (suffix && !all.slice(end).trimStart().startsWith(tidy(suffix).trimStart())) continue;
      found.push(at);
    }
    const at = occurrence ? found[occurrence - 1] : found.length === 1 ? found[0] : undefined;
    if (at === undefined) return null;
    const range = document.createRange();
    const [last, place] = places[at + sought.length - 1];
    range.setStart(...places[at]);
    range.setEnd(last, place + 1);
    return range;
  }

  async function show() {
    const answer = await fetch(`${base}suggested?page=${encodeURIComponent(location.pathname)}`, { cache: "no-store" })
      .then((answer) => (answer.ok ? answer.json() : { list: [] }))
      .catch(() => ({ list: [] }));
    const there = new Set(answer.list.map(key));
    for (const one of answered) if (!there.has(one)) answered.delete(one);
    const all = answer.list.length ? words() : null;
    list = answer.list.filter((one) => !answered.has(key(one))).map((one) => ({ ...one, range: range(one, all) }));
    draw();
  }

  function draw() {
    const ranges = list.map((one) => one.range).filter(Boolean);
    if (window.CSS?.highlights) {
      if (ranges.length) CSS.highlights.set(NAME, new Highlight(...ranges));
      else CSS.highlights.delete(NAME);
    }
    count.hidden = list.length === 0;
    count.textContent = list.length === 1 ? "1 suggestion" : `${list.length} suggestions`;
    if (open && !list.some((one) => key(one) === key(open))) close();
  }

  function close() {
    open = null;
    spot.replaceChildren();
  }

  function note(one) {
    open = one;
    const element = document.createElement("div");
    element.className = "note";
    element.setAttribute("role", "dialog");
    element.setAttribute("aria-label", "Suggestion");
    element.tabIndex = -1;
    const lost = one.range ? "" : `<p>“${escape(one.text)}” is not found on this page.</p>`;
    const why = one.because ? `<p class="why">because ${escape(one.because)}</p>` : "";
    const named = token() && !one.sourced
      ? `<label>Source <input name="source" list="sources" autocomplete="off" placeholder="of the record, or empty" value="${escape(source)}"></label><datalist id="sources"></datalist>`
      : "";
    const ends = token()
      ? '<div class="ends"><button type="button" name="reject">Reject</button><button type="button" name="accept" class="main">Accept</button></div>'
      : "";
    element.innerHTML = `<p>${escape(one.told)}</p>${lost}${why}${named}<p role="alert" hidden></p>${ends}`;
    spot.replaceChildren(element);
    const box = one.range?.getBoundingClientRect() ?? { left: 16, bottom: 16 };
    const left = Math.min(box.left, document.documentElement.clientWidth - element.offsetWidth - 8);
    element.style.left = `${Math.max(8, left) + scrollX}px`;
    element.style.top = `${box.bottom + scrollY + 8}px`;
    for (const button of element.querySelectorAll("button")) button.onclick = () => decide(one, button.name, element);
    const input = element.querySelector("input");
    if (input) {
      input.onkeydown = (event) => { if (event.key === "Enter" && !event.isComposing) decide(one, "accept", element); };
      offer(element.querySelector("datalist"));
    }
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  // The sources of the record, for completion.
  async function offer(datalist) {
    const known = await fetch(`${base}known`).then((answer) => answer.json()).catch(() => ({}));
    datalist.innerHTML = (known.sources ?? []).map(({ id, name }) => `<option value="${escape(id)}">${escape(name)}</option>`).join("");
  }

  async function decide(one, answer, element) {
    const { kind, index, text } = one;
    const buttons = [...element.querySelectorAll("button")];
    // Enter twice is one answer.
    if (buttons.some((button) => button.disabled)) return;
    const input = element.querySelector("input");
    if (input) source = input.value.trim();
    for (const button of buttons) button.disabled = true;
    let error = "the preview does not answer";
    try {
      const headers = { "content-type": "application/json", "x-onrecord-token": token() };
      const body = JSON.stringify({ page: location.pathname, kind, index, text, answer, source: input && answer === "accept" ? source : "" });
      const told = await fetch(`${base}decide`, { method: "POST", headers, body });
      error = told.ok ? null : (await told.json()).error;
    } catch {}
    if (error === null) {
      answered.add(key(one));
      list = list.filter((other) => other !== one);
      close();
      draw();
      count.focus({ preventScroll: true });
      return;
    }
    for (const button of buttons) button.disabled = false;
    const alert = element.querySelector("[role=alert]");
    alert.hidden = false;
    alert.textContent = error;
  }

  // One after the other, from the one that is open.
  count.onclick = () => {
    const at = open ? list.findIndex((one) => key(one) === key(open)) : -1;
    const one = list[(at + 1) % list.length];
    if (!one) return;
    one.range?.startContainer.parentElement.scrollIntoView({ block: "center" });
    note(one);
  };
  document.addEventListener("click", (event) => {
    if (event.composedPath().includes(host) || !getSelection().isCollapsed) return;
    const inside = (box) => event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    // The shortest of several, as a figure stands inside a quote.
    const hit = list.filter((one) => one.range && [...one.range.getClientRects()].some(inside)).sort((one, other) => one.text.length - other.text.length);
    if (hit[0]) note(hit[0]);
    else if (open) close();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open && !event.isComposing) { close(); count.focus({ preventScroll: true }); }
  });
  document.addEventListener("onrecord:updated", show);
  show();
})();
