// Annotating: select words of an article, say what they are, and the entry is written beside the article.
// The page itself is changed by live.js, when the file has changed.
"use strict";

(() => {
  const script = document.currentScript;
  const base = `${script.dataset.base}__onrecord/`;
  // What stands in the text without being of it.
  const FOREIGN = ".note, .note-ref, [popover], sup, script, style, pre, math annotation";
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, blockquote, td, th, dt, dd, figcaption, div";
  const STATUSES = ["unverified", "confirmed", "estimate", "claimed", "disputed", "false", "corrected", "outdated"];
  const CONTEXT = 32;

  const host = document.createElement("div");
  host.id = "onrecord-annotate";
  const shadow = host.attachShadow({ mode: "open" });
  // Outside of the body, which live.js changes in place.
  document.documentElement.append(host);
  const style = `<style>
    :host { position: absolute; inset: 0 auto auto 0; z-index: 2147483646; font: 15px/1.4 system-ui, sans-serif; color-scheme: dark; }
    button { min-height: 32px; padding: 0 .8rem; border: 1px solid #565b66; border-radius: 4px; background: #34373f; color: #eceae4; font: inherit; cursor: pointer; }
    button.main { background: #2f6f4f; border-color: #2f6f4f; }
    :focus-visible { outline: 2px solid #9cc9ff; outline-offset: 2px; }
    .at { position: absolute; }
    form { box-sizing: border-box; width: min(22rem, calc(100vw - 16px)); padding: 1rem; border-radius: 6px; background: #1b1d22; color: #eceae4; box-shadow: 0 4px 24px #0008; }
    blockquote { max-height: 4.2em; overflow: auto; margin: 0 0 .75rem; padding-inline-start: .6rem; border-inline-start: 3px solid #d7a13c; }
    label { display: grid; grid-template-columns: 6rem 1fr; align-items: center; margin-block: .4rem; }
    input, select { box-sizing: border-box; width: 100%; min-width: 0; min-height: 32px; border: 1px solid #565b66; border-radius: 4px; background: #26282f; color: inherit; font: inherit; padding-inline: .4rem; }
    [role=alert] { color: #ff9d97; margin: .4rem 0; overflow-wrap: anywhere; }
    .ends { display: flex; gap: .5rem; justify-content: flex-end; margin-top: .8rem; }
    .toast { position: fixed; inset: auto auto 1rem 1rem; display: flex; align-items: center; gap: .8rem; padding: .5rem .6rem .5rem 1rem; border-radius: 6px; background: #1b1d22; color: #eceae4; box-shadow: 0 4px 24px #0008; }
    [hidden] { display: none; }
  </style>`;
  shadow.innerHTML = `${style}<div class="spot"></div><div class="say" role="status"></div>`;
  const spot = shadow.querySelector(".spot");
  const say = shadow.querySelector(".say");
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
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    let text = "";
    let from = -1;
    let to = -1;
    let block = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(FOREIGN)) continue;
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
    let occurrence = 1;
    for (let found = text.indexOf(wanted); found >= 0 && found < at; found = text.indexOf(wanted, found + 1)) occurrence++;
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
    const left = Math.min(box.left, innerWidth - element.offsetWidth - 8);
    element.style.left = `${Math.max(8, left) + scrollX}px`;
    element.style.top = `${box.bottom + scrollY + 8}px`;
  }

  let open = false;
  const close = () => { open = false; spot.replaceChildren(); };

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
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.altKey && !open) {
      const wish = selected();
      if (wish) panel(wish);
    }
  });

  async function panel(wish) {
    open = true;
    const known = await fetch(`${base}known`).then((answer) => answer.json()).catch(() => ({}));
    const options = (list) => (known[list] ?? []).map(({ id, name }) => `<option value="${escape(id)}">${escape(name)}</option>`).join("");
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
        <label data-for="fact">Sources <input name="sources" list="sources" placeholder="one, or several with commas" autocomplete="off"></label>
        <label data-for="fact">As of <input name="as_of" placeholder="2025-03-03" autocomplete="off"></label>
      </div>
      ${["people", "sources", "facts", "quotes"].map((list) => `<datalist id="${list}">${options(list)}</datalist>`).join("")}
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
      const value = fields.sources.value;
      const begun = value.slice(0, value.lastIndexOf(",") + 1);
      const list = form.querySelector("#sources");
      list.innerHTML = (known.sources ?? []).map(({ id, name }) => `<option value="${escape(begun + id)}">${escape(name)}</option>`).join("");
    };
    fields.cancel.onclick = close;
    form.onsubmit = async (event) => {
      event.preventDefault();
      const { text, before, after, occurrence } = wish;
      const order = { page: location.pathname, kind: fields.kind.value, text, before, after, occurrence };
      const names = fields.ref.value.trim() ? ["ref"] : order.kind === "quote" ? ["speaker", "source", "said_on"] : ["status", "as_of"];
      for (const name of names) order[name] = fields[name].value.trim();
      if (order.kind === "fact" && !order.ref) order.sources = fields.sources.value.split(",").map((id) => id.trim()).filter(Boolean);
      const [error, done] = await post("annotate", order);
      if (error) {
        const alert = form.querySelector("[role=alert]");
        alert.hidden = false;
        alert.textContent = error;
        return;
      }
      close();
      getSelection()?.removeAllRanges();
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
