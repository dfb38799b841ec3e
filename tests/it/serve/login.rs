//! Where one has to sign in, nothing is seen without.

use std::io::Write;
use std::process::Stdio;

use super::http::{Reply, Served, encoded};
use super::sample;
use crate::common::{Scratch, dateline, stderr, stdout};

/// A file with the password of ann and a key, and the key.
pub(super) fn accounts(scratch: &Scratch) -> (String, String) {
    let mut child =
        dateline(&["password", "ann"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"correct horse\n").unwrap();
    let password = stdout(&child.wait_with_output().unwrap());
    let made = dateline(&["password", "feeds", "--key"]).output().unwrap();
    let key = stderr(&made).trim().rsplit(' ').next().unwrap().to_owned();
    let file = scratch.path().join("who.txt");
    std::fs::write(&file, format!("# readers\n{password}{}", stdout(&made))).unwrap();
    (file.to_str().unwrap().to_owned(), key)
}

fn sign_in(served: &Served, name: &str, password: &str) -> Reply {
    let form = encoded(&[("name", name), ("password", password), ("next", "/?q=talks")]);
    served.request(&format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    ))
}

fn with(served: &Served, path: &str, header: &str) -> Reply {
    served
        .request(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n"))
}

#[test]
fn a_login_or_a_key_is_needed_for_everything_that_shows_articles() {
    let scratch = Scratch::new();
    let (file, key) = accounts(&scratch);
    let served = Served::start(&sample().index(), &["--auth", &file]);
    for page in ["/", "/?q=talks", "/a/mw-20151023-vienna-23", "/help", "/facet/person"] {
        let reply = served.get(page);
        assert_eq!(reply.status, 303, "{page}");
        assert!(reply.header("location").unwrap().starts_with("/login?next="), "{page}");
        assert!(reply.body.is_empty());
    }
    for path in ["/api/v1/search?q=talks", "/api/v1/health", "/search.csv", "/search.atom?q=talks", "/.jsonl"]
    {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("www-authenticate")), (401, Some("Bearer")), "{path}");
    }
    assert_eq!(served.get("/login").status, 200);
    let entered = sign_in(&served, "ann", "correct horse");
    assert_eq!((entered.status, entered.header("location")), (303, Some("/?q=talks")));
    let cookie = entered.header("set-cookie").unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(with(&served, "/?q=talks", &format!("Cookie: {cookie}")).status, 200);
    assert_eq!(with(&served, "/?q=talks", &format!("Cookie: {cookie}0")).status, 303);
    assert_eq!(with(&served, "/api/v1/search?q=talks", &format!("Authorization: Bearer {key}")).status, 200);
    assert_eq!(served.get(&format!("/search.atom?q=talks&key={key}")).status, 200);
    assert_eq!(served.get("/search.atom?q=talks&key=wrong").status, 401);
}

#[test]
fn guessing_is_slowed_down() {
    let scratch = Scratch::new();
    let (file, _) = accounts(&scratch);
    let served = Served::start(&sample().index(), &["--auth", &file]);
    let statuses: Vec<u16> =
        (0..8).map(|number| sign_in(&served, "ann", &format!("guess {number}")).status).collect();
    assert_eq!(&statuses[..5], [401; 5]);
    assert_eq!(&statuses[5..], [429; 3], "{statuses:?}");
    // The right password is not tried either, so that a guess that hits is not told from one that misses.
    assert_eq!(sign_in(&served, "ann", "correct horse").status, 429);
}

#[test]
fn guesses_at_the_same_time_are_no_more_than_one_after_the_other() {
    let scratch = Scratch::new();
    let (file, _) = accounts(&scratch);
    let served = Served::start(&sample().index(), &["--auth", &file]);
    let tried: usize = std::thread::scope(|scope| {
        let guess = |number| {
            let served = &served;
            scope.spawn(move || usize::from(sign_in(served, "ann", &format!("guess {number}")).status == 401))
        };
        let guesses: Vec<_> = (0..30).map(guess).collect();
        guesses.into_iter().map(|guess| guess.join().unwrap()).sum()
    });
    assert!(tried <= 5, "{tried}");
}

#[test]
fn who_signs_out_is_out_and_no_key_is_passed_on() {
    let scratch = Scratch::new();
    let (file, _) = accounts(&scratch);
    let served = Served::start(&sample().index(), &["--auth", &file]);
    let cookie = sign_in(&served, "ann", "correct horse").header("set-cookie").unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(with(&served, "/", &format!("Cookie: {cookie}")).status, 200);
    let out = served.request(&format!(
        "POST /logout HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ));
    assert_eq!(out.status, 303);
    assert_eq!(with(&served, "/", &format!("Cookie: {cookie}")).status, 303);
    let sent = served.get("/?q=talks&k%65y=SECRET");
    assert!(!sent.header("location").unwrap().contains("SECRET"), "{sent:?}");
}

#[test]
fn nobody_is_sent_to_another_site() {
    let scratch = Scratch::new();
    let (file, _) = accounts(&scratch);
    let served = Served::start(&sample().index(), &["--auth", &file]);
    let form = encoded(&[("name", "ann"), ("password", "correct horse"), ("next", "//evil.example/")]);
    let reply = served.request(&format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    ));
    assert_eq!((reply.status, reply.header("location")), (303, Some("/")));
    let foreign = served.request(&format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{form}",
        form.len()
    ));
    assert_eq!(foreign.status, 403);
}

#[test]
fn who_may_read_can_change_while_the_server_runs() {
    let scratch = Scratch::new();
    let (file, key) = accounts(&scratch);
    let served = Served::start(&sample().index(), &["--auth", &file]);
    let status =
        |key: &str| with(&served, "/api/v1/search?q=talks", &format!("Authorization: Bearer {key}")).status;
    assert_eq!(status(&key), 200);
    let made = dateline(&["password", "others", "--key"]).output().unwrap();
    let other = stderr(&made).trim().rsplit(' ').next().unwrap().to_owned();
    std::fs::write(&file, stdout(&made)).unwrap();
    for _ in 0..300 {
        if status(&other) == 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!((status(&other), status(&key)), (200, 401));
}
