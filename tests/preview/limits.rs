//! What clients may take up: slow ones, greedy ones, many tabs; and the end, at once, whatever is open.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::server::{Events, Preview, SOON};
use crate::{site, version};

#[test]
fn half_sent_requests_hold_nobody_up() {
    let preview = site();
    let half: Vec<_> = (0..60)
        .map(|_| {
            let mut stream = preview.connect();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: local").expect("is sent");
            stream
        })
        .collect();
    preview.put("content/news/one.md", &version(1));
    preview.shows("/news/one/", "Version 1.");
    drop(half);
}

#[test]
fn heads_and_bodies_have_a_size() {
    let preview = site();
    let much = "x".repeat(40 << 10);
    assert_eq!(preview.ask("GET", "/", &[("Cookie", &much)]).status, 431);
    assert!([414, 431].contains(&preview.ask("GET", &format!("/{much}"), &[]).status));
    // A body that nobody asked for is not waited for.
    let started = Instant::now();
    assert_eq!(preview.ask("GET", "/", &[("Content-Length", "1000000000000")]).status, 200);
    assert_eq!(preview.ask("POST", "/", &[("Content-Length", "1000000000000")]).status, 405);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn every_tab_is_told_of_every_edition() {
    let preview = site();
    let mut streams: Vec<Events> = (0..64).map(|_| preview.events().expect("there is room")).collect();
    assert_eq!(preview.events().err(), Some(503), "there is an end to it");
    assert_eq!(preview.get("/news/one/").status, 200, "pages have room of their own");
    let first: Vec<_> = streams.iter_mut().map(|stream| stream.next(SOON)).collect();
    for number in 1..=5 {
        preview.put("content/news/one.md", &version(number));
        preview.shows("/news/one/", &format!("Version {number}."));
        let edition = preview.state().0;
        for stream in &mut streams {
            // A stream may be told of two editions at once, and then tells the later one.
            let told = std::iter::from_fn(|| stream.next(SOON)).find(|told| *told >= edition);
            assert_eq!(told, Some(edition), "after {first:?}");
        }
    }
    // A tab that is closed makes room when the server next speaks to it, or sees it go.
    streams.truncate(32);
    preview.put("content/news/one.md", &version(6));
    let mut reopened = None;
    preview.until("there is room again", || {
        reopened = preview.events().ok();
        reopened.is_some()
    });
}

#[test]
fn no_icon_is_no_mistake() {
    let preview = site();
    let none = preview.get("/favicon.ico");
    assert_eq!((none.status, none.body.len()), (204, 0));
    preview.put("static/favicon.ico", "an icon");
    preview.shows("/favicon.ico", "an icon");
    let below = Preview::of(&[("site.yaml", "title: Test\nbase_url: https://example.org/a\nshare_images: none\n")]);
    assert_eq!(below.get("/favicon.ico").status, 204);
}

#[test]
fn it_ends_at_once_and_leaves_nothing() {
    for (signal, code) in [("INT", 0), ("TERM", 0)] {
        let mut preview = site();
        let mut events = preview.events().expect("there is room");
        assert!(events.next(SOON).is_some());
        let mut half = preview.connect();
        half.write_all(b"GET / HTTP/1.1\r\nHost: local").expect("is sent");
        let mut idle = preview.connect();
        idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("is sent");
        assert!(idle.read(&mut [0; 64]).expect("an answer") > 0);
        let children = format!("/proc/{}/task/{}/children", preview.process(), preview.process());
        assert_eq!(std::fs::read_to_string(children).unwrap_or_default(), "", "it starts no programs");
        let files = || walkdir::WalkDir::new(&preview.root).into_iter().flatten().count();
        let before = files();
        preview.signal(signal);
        let started = Instant::now();
        let status = preview.ends(SOON);
        assert_eq!(status.and_then(|status| status.code()), Some(code), "SIG{signal}: {status:?}");
        assert!(started.elapsed() < SOON, "SIG{signal}: {:?}", started.elapsed());
        assert_eq!(events.next(SOON), None, "the stream is closed");
        assert!(TcpListener::bind(("127.0.0.1", preview.port)).is_ok(), "the port is free");
        assert_eq!(walkdir::WalkDir::new(&preview.root).into_iter().flatten().count(), before, "no file is left");
    }
}
