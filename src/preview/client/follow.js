// `onrecord serve --follow`: scrolls to the first place of the open page that an update made different.
// The page is compared with itself, before and after: no guess from the names of files leads elsewhere.
"use strict";

window.OnrecordFollow = (() => {
  // What changes with other pages, and what no reader sees.
  const ELSEWHERE = "nav, script, style, template";
  const hasBox = (rect) => rect.width > 0 || rect.height > 0;

  // The elements and words of a part of the page, in order: each with what tells it from others.
  function steps(part) {
    if (!part) return [];
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
      return node.matches(ELSEWHERE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    });
    const steps = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      steps.push({ node, told: node.nodeType === Node.TEXT_NODE ? node.data : node.cloneNode(false).outerHTML });
    }
    return steps;
  }

  // The text before all around it: an edit changes the reading time in the head of the article as well.
  const trail = () => [".article-body", "main"].map((part) => steps(document.querySelector(part)));

  function go(before) {
    // Whoever fills in the panel must not lose sight of it.
    if (document.activeElement?.id === "onrecord-annotate") return;
    const after = trail();
    for (const [index, was] of before.entries()) {
      const is = after[index];
      const first = is.findIndex((step, at) => step.told !== was[at]?.told);
      // What was taken away at the end left no trace but the end.
      const at = first >= 0 ? first : is.length < was.length ? is.length - 1 : -1;
      if (at >= 0) return show(place(is[at].node, was[at]?.told));
    }
  }

  // Where a change is seen: its first letter, or the nearest thing around it that takes room.
  function place(node, was = "") {
    if (node.nodeType === Node.TEXT_NODE) {
      // Words that were cut off right where a mark begins now.
      if (was.startsWith(node.data) && node.nextSibling?.nodeType === Node.ELEMENT_NODE) return place(node.nextSibling);
      let same = 0;
      while (same < node.length - 1 && node.data[same] === was[same]) same++;
      const range = document.createRange();
      range.setStart(node, same);
      range.setEnd(node, same + 1);
      const rect = range.getBoundingClientRect();
      if (hasBox(rect)) return rect;
    }
    let element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    // A closed note stands for itself nowhere; the button that opens it does.
    const note = element.closest("[popover]:not(:popover-open)");
    const buttons = note?.id ? [...document.querySelectorAll(`[popovertarget="${CSS.escape(note.id)}"]`)] : [];
    const button = buttons.find((one) => hasBox(one.getBoundingClientRect()));
    if (button && !hasBox(element.getBoundingClientRect())) element = button;
    while (element.parentElement && !hasBox(element.getBoundingClientRect())) element = element.parentElement;
    return element.getBoundingClientRect();
  }

  // Moves the page only if the place is out of sight, above, below or behind the mistakes that are told.
  function show(rect) {
    const told = document.getElementById("onrecord-overlay")?.getBoundingClientRect();
    const bottom = told?.height ? told.top : innerHeight;
    const tall = Math.min(rect.height, bottom);
    if (rect.top >= 0 && rect.top + tall <= bottom) return;
    const calm = document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: rect.top - (bottom - tall) / 2, behavior: calm ? "instant" : "smooth" });
  }

  return { trail, go };
})();
