//! For readers who asked their system for less motion, nothing moves, in any theme.

use crate::shown::SITES;
use crate::{browser, open_in, strings};

/// What moves or would at a touch. To appear is no motion: animations that only switch `visibility` may stay.
const MOVES: &str = "(() => {
    const appears = (styles) => styles.every((name) => name === 'visibility');
    const own = ['offset', 'computedOffset', 'easing', 'composite'];
    const faults = document.getAnimations()
        .filter((one) => !appears(one.effect.getKeyframes().flatMap((frame) => Object.keys(frame)).filter((name) => !own.includes(name))))
        .map((one) => `runs: ${one.animationName ?? one.transitionProperty}`);
    const named = new Map();
    const collect = (rules) => [...rules].forEach((rule) => {
        if (rule instanceof CSSKeyframesRule) named.set(rule.name, [...rule.cssRules].flatMap((frame) => [...frame.style]));
        else if (rule.cssRules) collect(rule.cssRules);
    });
    [...document.styleSheets].forEach((sheet) => collect(sheet.cssRules));
    const seconds = (times) => times.split(',').map((time) => parseFloat(time) * (time.endsWith('ms') ? .001 : 1));
    for (const element of document.querySelectorAll('*')) {
        for (const which of [null, '::before', '::after', '::backdrop']) {
            const style = getComputedStyle(element, which), who = `${element.localName}.${element.className}${which ?? ''}`;
            if (style.transitionProperty !== 'none' && seconds(style.transitionDuration).some((time) => time > 0)) faults.push(`${who} has a transition`);
            const names = style.animationName.split(', ').filter((name) => name !== 'none');
            if (!names.every((name) => appears(named.get(name) ?? ['unknown']))) faults.push(`${who} is animated`);
            if (style.scrollBehavior === 'smooth') faults.push(`${who} scrolls smoothly`);
        }
    }
    return [...new Set(faults)];
})()";

#[test]
fn nothing_moves_for_those_who_asked_for_that() {
    let Some(mut chrome) = browser() else { return };
    chrome.calm();
    let mut faults = Vec::new();
    for site in SITES.iter() {
        for path in site.one_of_each_kind().into_iter().chain([crate::ANNOTATED.to_owned()]) {
            open_in(site, &mut chrome, &path, 360);
            assert_eq!(chrome.eval("matchMedia('(prefers-reduced-motion: reduce)').matches"), true);
            let mut found = strings(&chrome.eval(MOVES));
            // An open note is where themes would let something slide in.
            chrome.eval("document.querySelector('.note')?.showPopover()");
            found.extend(strings(&chrome.eval(MOVES)));
            faults.extend(found.into_iter().map(|fault| format!("{} /{path}: {fault}", site.theme)));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
