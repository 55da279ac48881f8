// Annotating: select words of an article, say what they are, and the entry is written beside the article.
// The page itself is changed by live.js, when the file has changed.
"use strict";

(() => {
  const script = document.currentScript;
  const base = `${script.dataset.base}__onrecord/`;
  // What stands in the text without being of it.
  const FOREIGN = ".note, .note-ref, [popover], .footnote-reference, .footnote-back, script, style, pre, math annotation";
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, blockquote, td, th, dt, dd, figcaption, div";
  const STATUSES = ["unverified", "confirmed", "estimate", "claimed", "disputed", "false", "corrected", "outdated"];
  const CONTEXT = 32;
  // Two signs between which no passage begins or ends; some scripts put no spaces between words.
  const SIGN = "(?![\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Tibt}\\p{scx=Mymr}\\p{scx=Khmr}])[\\p{L}\\p{N}]";
  const CUT = new RegExp(`^${SIGN}${SIGN}$`, "u");

  const host = document.createElement("div");
  host.id = "onrecord-annotate";
  const shadow = host.attachShadow({ mode: "open" });
  // Outside of the body, which live.js changes in place.
  document.documentElement.append(host);
  const style = `<style>
    :host { position: absolute; inset: 0 0 auto 0; z-index: 2147483647; font: 15px/1.4 system-ui, sans-serif; color-scheme: dark; }
    button { min-height: 32px; padding: 0 .8rem; border: 1px solid #565b66; border-radius: 4px; background: #34373f; color: #eceae4; font: inherit; cursor: pointer; }
    button.main { background: #2f6f4f; border-color: #2f6f4f; }
    :focus-visible { outline: 2px solid #9cc9ff; outline-offset: 2px; }
    .at { position: absolute; }
    form { box-sizing: border-box; width: min(22rem, 100% - 16px); padding: 1rem; border: 1px solid #3a3e48; border-radius: 6px; background: #1b1d22; color: #eceae4; box-shadow: 0 4px 24px #0008; }
    blockquote { max-height: 4.2em; overflow: auto; margin: 0 0 .75rem; padding-inline-start: .6rem; border-inline-start: 3px solid #d7a13c; }
    label { display: grid; grid-template-columns: 6rem 1fr; align-items: center; margin-block: .4rem; }
    input, select { box-sizing: border-box; width: 100%; min-width: 0; min-height: 32px; border: 1px solid #565b66; border-radius: 4px; background: #26282f; color: inherit; font: inherit; padding-inline: .4rem; }
    ::placeholder { color: #a4a8b3; opacity: 1; }
    [role=alert] { color: #ff9d97; margin: .4rem 0; overflow-wrap: anywhere; }
    .ends { display: flex; gap: .5rem; justify-content: flex-end; margin-top: .8rem; }
    .toast { position: fixed; inset: 1rem 1rem auto auto; max-width: calc(100% - 2rem); box-sizing: border-box; border: 1px solid #3a3e48; display: flex; align-items: center; gap: .8rem; padding: .5rem .6rem .5rem 1rem; border-radius: 6px; background: #1b1d22; color: #eceae4; box-shadow: 0 4px 24px #0008; }
    [hidden] { display: none; }
  </style>`;
  shadow.innerHTML = `${style}<div class="spot"></div><div class="say" role="status"></div>`;
  const spot = shadow.querySelector(".spot");
  const say = shadow.querySelector(".say");
  const tidy = (text) => text.replace(/\s+/g, " ");
  const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

  // The selected words with what stands around them, as the article has them; null if there are none.
  function selected() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const body = element(range.startContainer)?.closest(".article-body");
    if (!body || !range.intersectsNode(body)) return null;
    if ([range.startContainer, range.endContainer].some((node) => element(node)?.closest(".note"))) return null;
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    let text = "";
    let from = -1;
    let to = -1;
    let block = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.localName === "br") text += "\n";
      if (node.nodeType !== Node.TEXT_NODE || node.parentElement.closest(FOREIGN)) continue;
      const own = node.parentElement.closest(BLOCKS);
      if (own !== block && text && !/\s$/.test(text)) text += "\n";
      block = own;
      if (range.intersectsNode(node)) {
        const start = node === range.startContainer ? range.startOffset : 0;
        const end = node === range.endContainer ? range.endOffset : node.data.length;
        if (end > start && node.data.slice(start, end).trim()) {
          if (from < 0) from = text.length + start;
          to = text.length + end;
        }
      }
      text += node.data;
    }
    if (from < 0) return null;
    const words = text.slice(from, to);
    const at = from + words.length - words.trimStart().length;
    const wanted = words.trim();
    // Counted as they are looked for: whole words, with any white space between them.
    const [all, sought, end] = [tidy(text), tidy(wanted), tidy(text.slice(0, at)).length];
    const isCut = (place) => CUT.test(all.slice(place - 1, place + 1));
    let occurrence = 1;
    for (let found = all.indexOf(sought); found >= 0 && found < end; found = all.indexOf(sought, found + 1)) {
      if (!isCut(found) && !isCut(found + sought.length)) occurrence++;
    }
    return {
      text: wanted,
      // Whole words alone, where there are any.
      before: text.slice(Math.max(0, at - CONTEXT), at).replace(/^\S+\s+(?=\S)/, at > CONTEXT ? "" : "$&"),
      after: text.slice(at + wanted.length, at + wanted.length + CONTEXT).replace(/(\S)\s+\S+$/, "$1"),
      occurrence,
      box: range.getBoundingClientRect(),
    };
  }

  function place(element, box) {
    element.classList.add("at");
    spot.replaceChildren(element);
    const left = Math.min(box.left, document.documentElement.clientWidth - element.offsetWidth - 8);
    element.style.left = `${Math.max(8, left) + scrollX}px`;
    element.style.top = `${box.bottom + scrollY + 8}px`;
  }

  let open = false;
  let had = null;
  // Gives the focus back, and the selection if it is still wanted.
  function close(keep) {
    const was = had;
    open = false;
    had = null;
    spot.replaceChildren();
    if (!was) return;
    if (was.focus !== document.body) was.focus?.focus({ preventScroll: true });
    getSelection().removeAllRanges();
    if (keep) getSelection().addRange(was.range);
  }

  // A moment later, when the selection has come to rest.
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    if (open) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const wish = open ? null : selected();
      if (open) return;
      if (!wish) { spot.replaceChildren(); return; }
      const button = document.createElement("button");
      button.type = "button";
      button.className = "offer";
      button.textContent = "Annotate";
      button.title = "Alt+Enter";
      // A press must not take the selection away.
      button.onpointerdown = (event) => event.preventDefault();
      button.onclick = () => panel(selected() ?? wish);
      place(button, wish.box);
    }, 120);
  });
  addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close(true);
    if (event.key === "Enter" && event.altKey && !open) {
      event.preventDefault();
      const wish = selected();
      if (wish) panel(wish);
      else toast("Select words of an article’s text first");
    }
  });

  async function panel(wish) {
    open = true;
    had = { focus: document.activeElement, range: getSelection().getRangeAt(0).cloneRange() };
    const known = await fetch(`${base}known`).then((answer) => answer.json()).catch(() => ({}));
    // Escape may have been quicker.
    if (!open) return;
    const options = (list, begun = "") =>
      (known[list] ?? []).map(({ id, name }) => `<option value="${escape(begun + id)}">${escape(name)}</option>`).join("");
    const form = document.createElement("form");
    form.setAttribute("role", "dialog");
    form.setAttribute("aria-label", "Annotate");
    form.innerHTML = `<blockquote>${escape(wish.text)}</blockquote>
      <label>Kind <select name="kind"><option value="fact">Fact</option><option value="quote">Quote</option></select></label>
      <label>Entry <input name="ref" autocomplete="off" placeholder="of the record, or empty"></label>
      <div class="own">
        <label data-for="quote">Speaker <input name="speaker" list="people" autocomplete="off"></label>
        <label data-for="quote">Source <input name="source" list="sources" autocomplete="off"></label>
        <label data-for="quote">Said on <input name="said_on" placeholder="2025-03-03" autocomplete="off"></label>
        <label data-for="fact">Status <select name="status">${STATUSES.map((status) => `<option>${status}</option>`).join("")}</select></label>
        <label data-for="fact">Sources <input name="sources" list="more" placeholder="several with commas" autocomplete="off"></label>
        <label data-for="fact">As of <input name="as_of" placeholder="2025-03-03" autocomplete="off"></label>
      </div>
      ${["people", "sources", "facts", "quotes"].map((list) => `<datalist id="${list}">${options(list)}</datalist>`).join("")}
      <datalist id="more">${options("sources")}</datalist>
      <p role="alert" hidden></p>
      <div class="ends"><button type="button" name="cancel">Cancel</button><button class="main">Save</button></div>`;
    const fields = form.elements;
    const show = () => {
      const kind = fields.kind.value;
      fields.ref.setAttribute("list", `${kind}s`);
      form.querySelector(".own").hidden = fields.ref.value.trim() !== "";
      for (const label of form.querySelectorAll("[data-for]")) label.hidden = label.dataset.for !== kind;
    };
    form.oninput = show;
    // Several sources: each choice is completed after the last comma.
    fields.sources.oninput = () => {
      const [begun] = fields.sources.value.match(/^(.*,\s*)?/);
      form.querySelector("#more").innerHTML = options("sources", begun);
    };
    fields.cancel.onclick = () => close(true);
    let busy = false;
    form.onsubmit = async (event) => {
      event.preventDefault();
      // Enter twice is one entry.
      if (busy) return;
      busy = true;
      const { text, before, after, occurrence } = wish;
      const order = { page: location.pathname, kind: fields.kind.value, text, before, after, occurrence };
      const names = fields.ref.value.trim() ? ["ref"] : order.kind === "quote" ? ["speaker", "source", "said_on"] : ["status", "as_of"];
      for (const name of names) order[name] = fields[name].value.trim();
      if (order.kind === "fact" && !order.ref) order.sources = fields.sources.value.split(",").map((id) => id.trim()).filter(Boolean);
      const [error, done] = await post("annotate", order);
      busy = false;
      if (error) {
        const alert = form.querySelector("[role=alert]");
        alert.hidden = false;
        alert.textContent = error;
        form.scrollIntoView({ block: "nearest" });
        return;
      }
      close(false);
      toast("Saved", done.undo);
    };
    show();
    place(form, wish.box);
    fields.kind.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  // The secret is read where live.js keeps it new, after the preview was started again.
  async function post(order, body) {
    const token = document.querySelector('script[src$="__onrecord/annotate.js"]')?.dataset.token ?? script.dataset.token;
    try {
      const headers = { "content-type": "application/json", "x-onrecord-token": token };
      const answer = await fetch(base + order, { method: "POST", headers, body: JSON.stringify(body) });
      const told = await answer.json();
      return answer.ok ? [null, told] : [told.error, null];
    } catch {
      return ["the preview does not answer", null];
    }
  }

  let gone = 0;
  function toast(text, undo) {
    clearTimeout(gone);
    say.innerHTML = `<div class="toast"><span>${escape(text)}</span>${undo ? '<button type="button">Undo</button>' : ""}</div>`;
    const button = say.querySelector("button");
    if (button) {
      button.onclick = async () => {
        const [error] = await post("undo", { undo });
        toast(error ?? "Taken out");
      };
    }
    gone = setTimeout(() => say.replaceChildren(), undo ? 20000 : 5000);
  }
})();
