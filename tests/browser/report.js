// What a loaded page is made of, for the tests to judge.
(() => {
  const all = [...document.querySelectorAll('*')];
  const tags = {};
  // What stands in templates is in a document of its own.
  const inside = [...document.querySelectorAll('template')].flatMap((e) => [...e.content.querySelectorAll('*')]);
  for (const element of [...all, ...inside]) tags[element.localName] = (tags[element.localName] ?? 0) + 1;
  const show = (element) => element.outerHTML.slice(0, 120);
  const select = (selector) => [...document.querySelectorAll(selector)].map(show);
  const written = (e) => e.getAttribute('href') ?? e.getAttribute('src');
  // Search engines want the addresses of a page and of its other languages in full.
  const linked = [...document.querySelectorAll('a[href], link:not([rel=canonical], [hreflang])[href], [src]')];
  // What browsers fetch by themselves; links are for people.
  const fetched = [...document.querySelectorAll('script[src], img, video, audio, iframe, embed, track, input[src]')].map((e) => e.src);
  const sets = [...document.querySelectorAll('[srcset]')].flatMap((e) => e.srcset.split(/,\s+/)).map((part) => new URL(part.trim().split(/\s/)[0], document.baseURI).href);
  const hints = [...document.querySelectorAll('link:is([rel~=stylesheet], [rel~=icon], [rel~=preload], [rel~=modulepreload], [rel~=prefetch], [rel~=preconnect], [rel~=dns-prefetch], [rel~=manifest])')].map((e) => e.href);
  // Style sheets fetch too: fonts, pictures and other style sheets.
  const resources = performance.getEntriesByType('resource');
  return {
    kind: document.body.className,
    asks: [...fetched, ...sets, ...hints, ...resources.map((e) => e.name)].filter((url) => url && !url.startsWith('data:')),
    styles: [...new Set([...document.querySelectorAll('link[rel~=stylesheet]')].map((e) => e.href).concat(resources.map((e) => e.name).filter((url) => /\.css($|\?)/.test(url))))],
    scripts: [...document.querySelectorAll('script[src]')].map((e) => e.src),
    inline: [...document.querySelectorAll('script:not([src], [type$=json])')].map((e) => e.textContent),
    tags,
    ids: all.map((element) => element.id).filter(Boolean),
    links: linked.map((e) => e.href ?? e.src),
    fixed: linked.filter((e) => written(e).startsWith('/') || written(e).startsWith(location.origin)).map(show),
    misplaced: select('a a, button a, a button, button button, p :is(p, div, ul, ol, dl, table, pre, blockquote, figure, section, article, aside, nav, details, h1, h2, h3, h4, h5, h6)'),
    empty: select('main :is(p, li, ul, ol, dl, h1, h2, h3, h4, h5, h6, figcaption, blockquote):empty:not([hidden])'),
    unnamed: [...document.querySelectorAll('a[href], button')].filter((e) => !(e.ariaLabel || e.textContent.trim() || e.querySelector('img[alt]:not([alt=""])'))).map(show),
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // What hangs over the edge, were scrolling forbidden.
    over: all.filter((e) => !e.closest('table, pre, .visually-hidden, .math, head') && e.checkVisibility() && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)).map(show),
    headings: document.querySelectorAll('h1').length,
    sheets: [...document.styleSheets].map((sheet) => sheet.cssRules.length),
  };
})()
