// Keeps a page of the preview up to date: the body is changed in place, so that scroll, focus, selection and
// open notes stay; style sheets are swapped; mistakes are shown over the page until they are mended.
"use strict";

(() => {
  const script = document.currentScript;
  const base = `${script.dataset.base}__onrecord/`;
  let shown = script.dataset.edition;
  let running = null;

  const load = (name) => new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    Object.assign(tag, { src: base + name, onload: resolve, onerror: reject });
    document.head.append(tag);
  });

  // One update at a time; what comes meanwhile is caught up with afterwards.
  const tell = (number) => {
    if (String(number) === shown || running) return;
    shown = String(number);
    running = update(shown).catch(() => {}).finally(async () => {
      running = null;
      const state = await fetch(`${base}state`).then((answer) => answer.json()).catch(() => null);
      if (state) tell(state.edition);
    });
  };

  async function update(number) {
    const state = await fetch(`${base}state`).then((answer) => answer.json());
    const answer = await fetch(location.href, { cache: "no-store" });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok || answer.status === 404) {
      if (!window.Idiomorph) await load("idiomorph.js");
      document.title = next.title;
      for (const name of ["lang", "dir"]) {
        const value = next.documentElement.getAttribute(name);
        if (value === null) document.documentElement.removeAttribute(name);
        else document.documentElement.setAttribute(name, value);
      }
      window.Idiomorph.morph(document.body, next.body, {
        ignoreActiveValue: true,
        callbacks: {
          // What a reader opened stays open.
          beforeAttributeUpdated: (name, node) => !(name === "open" && node.localName === "details"),
        },
      });
      swapStyles(next, number);
      overlay(state.overlay);
    } else {
      overlay(next.querySelector(".onrecord-told")?.outerHTML ?? state.overlay);
    }
    document.dispatchEvent(new CustomEvent("onrecord:updated", { detail: { edition: number } }));
  }

  // Puts each style sheet beside the old one, which goes when the new one is there: no flash of an unstyled page.
  function swapStyles(next, number) {
    const plain = (link) => new URL(link.getAttribute("href"), location.href).pathname;
    const wanted = new Set([...next.querySelectorAll('link[rel="stylesheet"]')].map(plain));
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
      if (!wanted.delete(plain(link))) { link.remove(); continue; }
      const fresh = link.cloneNode();
      fresh.href = `${plain(link)}?edition=${number}`;
      fresh.onload = fresh.onerror = () => link.remove();
      link.after(fresh);
    }
    for (const path of wanted) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: path });
      document.head.append(link);
    }
  }

  function overlay(html) {
    let host = document.getElementById("onrecord-overlay");
    if (!html) { host?.remove(); return; }
    if (!host) {
      host = document.createElement("div");
      host.id = "onrecord-overlay";
      host.attachShadow({ mode: "open" });
      // Outside of the body, which is changed in place.
      document.documentElement.append(host);
    }
    host.shadowRoot.innerHTML = `<style>
      :host { position: fixed; inset: auto 0 0 0; z-index: 2147483647; }
      .onrecord-told { box-sizing: border-box; max-height: 45vh; overflow: auto; margin: 0; padding: 1rem 1.25rem 1.25rem;
        background: #1b1d22; color: #eceae4; border-top: 4px solid #d9534f;
        font: 14px/1.45 ui-monospace, "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace; }
      .onrecord-told.mild { border-top-color: #d7a13c; }
      article + article { margin-top: 1rem; }
      h2 { margin: 0; font: inherit; font-weight: 700; }
      .error h2 { color: #ff9d97; } .warning h2 { color: #f0c674; }
      pre { margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
      p { margin: .25rem 0; color: #b9bcc4; }
      button { position: absolute; inset: .5rem .75rem auto auto; width: 32px; height: 32px; border: 0; border-radius: 4px;
        background: #34373f; color: inherit; font: inherit; cursor: pointer; }
    </style>${html}<button type="button" aria-label="Hide until the next change">×</button>`;
    host.shadowRoot.querySelector("button").onclick = () => host.remove();
  }

  const listen = () => {
    const events = new EventSource(`${base}events`);
    events.onmessage = (event) => tell(event.data);
    events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(listen, 5000); };
  };
  if (window.SharedWorker) {
    const worker = new SharedWorker(`${base}worker.js`, "onrecord");
    worker.port.onmessage = (event) => tell(event.data);
    // It could not be fetched, for the server ended at this moment.
    worker.onerror = listen;
    addEventListener("pagehide", () => worker.port.postMessage("bye"));
  } else {
    listen();
  }
  fetch(`${base}state`).then((answer) => answer.json()).then((state) => overlay(state.overlay)).catch(() => {});
})();
