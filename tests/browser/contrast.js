// How text, marks and notes stand out from what they stand on, by WCAG 2.2: text 4.5 to 1 (large text 3), lines and
// frames 3. Each note is opened in turn, where it is not open anyway.
(() => {
  const pixel = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  // The browser itself turns whatever notation into red, green, blue and opacity.
  const parts = (colour) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue, opacity] = pixel.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, opacity / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = (element) => {
    const below = element.parentElement ? paper(element.parentElement) : [255, 255, 255];
    return over(parts(getComputedStyle(element).backgroundColor), below);
  };

  const faint = new Set();
  let measured = 0;
  const measure = (element, what, colour, ground, needed) => {
    const [light, dark] = [luminance(over(parts(colour), ground)), luminance(ground)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    measured++;
    if (contrast < needed) faint.add(`${what} of .${[...element.classList].join('.') || element.localName}: ${contrast.toFixed(2)} to 1, not ${needed}`);
  };
  const text = (element, what, style, ground) => {
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 56 / 3 && style.fontWeight >= 700);
    measure(element, what, style.color, ground, large ? 3 : 4.5);
  };
  const generated = (element, which) => {
    const style = getComputedStyle(element, which);
    if (/^(none|normal|"")/.test(style.content) || style.display === 'none') return;
    const ground = over(parts(style.backgroundColor), paper(element));
    text(element, which, style, ground);
    if (parseFloat(style.borderTopWidth) > 0) measure(element, `the frame of ${which}`, style.borderTopColor, paper(element), 3);
  };

  for (const mark of document.querySelectorAll('mark[class]')) {
    const style = getComputedStyle(mark);
    text(mark, 'the text', style, paper(mark));
    if (style.textDecorationLine !== 'none') measure(mark, 'the line', style.textDecorationColor, paper(mark), 3);
    if (parseFloat(style.borderBottomWidth) > 0) measure(mark, 'the second line', style.borderBottomColor, paper(mark), 3);
  }
  for (const reference of document.querySelectorAll('.note-ref')) generated(reference, '::before');
  const read = (element) => {
    if (!element.checkVisibility() || element.matches('.visually-hidden, .visually-hidden *, script, option')) return;
    if ([...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) text(element, 'the text', getComputedStyle(element), paper(element));
  };
  document.querySelectorAll('body *').forEach(read);
  for (const note of document.querySelectorAll('.note')) {
    const hidden = !note.checkVisibility();
    if (hidden) note.showPopover();
    for (const element of [note, ...note.querySelectorAll('*')]) {
      read(element);
      for (const which of ['::before', '::after']) generated(element, which);
    }
    if (hidden) note.hidePopover();
  }
  return { measured, faint: [...faint] };
})()
